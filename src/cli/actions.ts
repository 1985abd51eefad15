/**
 * Every action of the client, one row each: what `help` says, which words it takes, and what runs. The list of
 * actions, their help and their completions all come from here. Source: Supervisor supervisorctl.py.
 */
import type { Action } from './action.ts';
import { ANY, lines, NONE } from './action-parts.ts';
import { add } from './commands/add.ts';
import { apply } from './commands/apply.ts';
import { avail, availJson } from './commands/avail.ts';
import { completion } from './commands/completion.ts';
import { help } from './commands/help.ts';
import { mcp } from './commands/mcp.ts';
import { open } from './commands/open.ts';
import { plan, planJson } from './commands/plan.ts';
import { quit } from './commands/quit.ts';
import { reload } from './commands/reload.ts';
import { remove } from './commands/remove.ts';
import { reread, rereadJson } from './commands/reread.ts';
import { shutdown } from './commands/shutdown.ts';
import { update } from './commands/update.ts';
import { version, versionJson } from './commands/version.ts';
import type { ActionTable } from './help.ts';
import { HISTORY_ACTIONS } from './history-actions.ts';
import { PROCESS_ACTIONS } from './process-actions.ts';
import { RUN_ACTIONS } from './run-actions.ts';

const ROWS: readonly Action[] = [
  ...PROCESS_ACTIONS,
  {
    name: 'avail',
    help: lines([['avail', 'List every configured process']]),
    meaningColumn: 24,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: avail,
    json: availJson,
  },
  {
    name: 'reread',
    help: lines([['reread', "Read the daemon's configuration again; start and stop nothing"]]),
    meaningColumn: 24,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: reread,
    json: rereadJson,
  },
  {
    name: 'update',
    help: lines([
      ['update', 'Read the configuration again, and add, replace and remove groups accordingly'],
      ['update all', 'Read the configuration again, and add, replace and remove groups accordingly'],
      ['update <gname> [...]', 'The same for certain groups only'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: 'groups',
    run: update,
  },
  {
    name: 'plan',
    isOwn: true,
    help: lines([
      ['plan', 'Show what apply would do'],
      ['plan <name> [...]', 'The same for certain groups and processes only'],
      ['plan --json [...]', 'The same as JSON'],
      ['', '(exit status 0: nothing to do, 2: changes wait, 1: errors)'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: 'groups',
    run: plan,
    json: planJson,
  },
  {
    name: 'apply',
    isOwn: true,
    help: lines([
      ['apply', 'Read the configuration again, and change what differs, without needless restarts'],
      ['apply <name> [...]', 'The same for certain groups and processes only'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: 'groups',
    run: apply,
  },
  ...HISTORY_ACTIONS,
  ...RUN_ACTIONS,
  {
    name: 'add',
    help: lines([
      ['add <name> [...]', 'Activate groups that the configuration has and the daemon has not yet'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: 'groups',
    run: add,
  },
  {
    name: 'remove',
    help: lines([['remove <name> [...]', 'Make the daemon forget groups that are stopped']]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: 'groups',
    run: remove,
  },
  {
    name: 'shutdown',
    help: lines([['shutdown', 'Stop every process, and the daemon.']]),
    meaningColumn: 16,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: shutdown,
  },
  {
    name: 'reload',
    help: lines([['reload', 'Restart the daemon and with it every process.']]),
    meaningColumn: 16,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: reload,
  },
  {
    name: 'version',
    help: lines([['version', 'Show the version of the daemon']]),
    meaningColumn: 24,
    arguments: NONE,
    upcheck: {},
    completes: 'nothing',
    run: version,
    json: versionJson,
  },
  {
    name: 'open',
    help: lines([
      ['open <url>', 'Talk to another daemon from now on.'],
      ['', '(a socket is written unix:///socket/path)'],
    ]),
    meaningColumn: 16,
    arguments: ANY,
    upcheck: null,
    completes: 'nothing',
    run: open,
  },
  {
    name: 'help',
    help: lines([
      ['help', 'List the actions'],
      ['help <action>', 'Explain an action'],
    ]),
    meaningColumn: 16,
    arguments: ANY,
    upcheck: null,
    completes: 'actions',
    run: (session, words) => help(session, words, actionsWith(session.plugins.actions)),
  },
  {
    name: 'completion',
    isOwn: true,
    help: lines([
      ['completion bash|zsh|fish', 'Print what makes a shell complete the words of this command'],
      ['', '(for example: eval "$(vigilctl completion bash)")'],
    ]),
    meaningColumn: 32,
    arguments: { kind: 'between', least: 1, most: 1 },
    upcheck: null,
    completes: 'shells',
    run: completion,
  },
  {
    name: 'mcp',
    isOwn: true,
    help: lines([
      ['mcp', 'Serve an agent: the Model Context Protocol on standard input and output'],
      ['mcp --allow <name> [...]', 'Let it start, stop and restart these, and apply changes of them'],
      ['', "(for example: mcp --allow web --allow 'worker:*')"],
    ]),
    meaningColumn: 32,
    arguments: ANY,
    upcheck: null,
    completes: 'nothing',
    run: mcp,
  },
  leaving('quit'),
  leaving('exit'),
];

export const ACTIONS: ActionTable = new Map(ROWS.map((action) => [action.name, action]));

/** What the end of input does in the shell. It can be typed, but is not listed. */
export const END_OF_INPUT: Action = leaving('EOF');

/** The actions with those of plug-ins, which do not take the place of others. */
export function actionsWith(added: readonly Action[]): ActionTable {
  if (added.length === 0) return ACTIONS;
  return new Map([...added.map((action) => [action.name, action] as const), ...ACTIONS]);
}

export function findAction(name: string, added: readonly Action[] = []): Action | undefined {
  return name === END_OF_INPUT.name ? END_OF_INPUT : actionsWith(added).get(name);
}

function leaving(name: string): Action {
  return {
    name,
    help: lines([[name, 'Leave the shell.']]),
    meaningColumn: 8,
    arguments: ANY,
    upcheck: null,
    completes: 'nothing',
    run: quit,
  };
}
