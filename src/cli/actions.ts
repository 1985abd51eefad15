/**
 * Every action of the client, one row each: what `help` says, which words it takes, and what runs. The list of
 * actions, their help and their completions all come from here. Source: Supervisor supervisorctl.py.
 */
import type { Action, ArgumentRule, UsageLine } from './action.ts';
import { add } from './commands/add.ts';
import { apply } from './commands/apply.ts';
import { avail } from './commands/avail.ts';
import { clear } from './commands/clear.ts';
import { fg } from './commands/fg.ts';
import { help } from './commands/help.ts';
import { maintail } from './commands/maintail.ts';
import { open } from './commands/open.ts';
import { pid } from './commands/pid.ts';
import { plan } from './commands/plan.ts';
import { quit } from './commands/quit.ts';
import { reload } from './commands/reload.ts';
import { remove } from './commands/remove.ts';
import { reread } from './commands/reread.ts';
import { restart } from './commands/restart.ts';
import { shutdown } from './commands/shutdown.ts';
import { signal } from './commands/signal.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { tail } from './commands/tail.ts';
import { update } from './commands/update.ts';
import { version } from './commands/version.ts';
import { EXIT_STATUS } from './exit-status.ts';
import type { ActionTable } from './help.ts';

const ANY: ArgumentRule = { kind: 'any' };
const NONE: ArgumentRule = { kind: 'none' };

const ROWS: readonly Action[] = [
  {
    name: 'status',
    help: lines([
      ['status <name>', 'Show the state of one process'],
      ['status <gname>:*', 'Show the state of each process of a group'],
      ['status <name> <name>', 'Show the state of several processes or groups'],
      ['status', 'Show the state of every process'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: { statusWhenDown: EXIT_STATUS.statusUnknown },
    completes: 'processes',
    run: status,
  },
  {
    name: 'start',
    help: lines([
      ['start <name>', 'Start one process'],
      ['start <gname>:*', 'Start each process of a group'],
      ['start <name> <name>', 'Start several processes or groups, one after another'],
      ['start all', 'Start every process'],
    ]),
    meaningColumn: 24,
    arguments: processNames('start', EXIT_STATUS.invalidArguments),
    upcheck: {},
    completes: 'processes',
    run: start,
  },
  {
    name: 'stop',
    help: lines([
      ['stop <name>', 'Stop one process'],
      ['stop <gname>:*', 'Stop each process of a group'],
      ['stop <name> <name>', 'Stop several processes or groups, one after another'],
      ['stop all', 'Stop every process'],
    ]),
    meaningColumn: 24,
    arguments: processNames('stop'),
    upcheck: {},
    completes: 'processes',
    run: stop,
  },
  {
    name: 'restart',
    help: lines([
      ['restart <name>', 'Stop one process and start it again'],
      ['restart <gname>:*', 'Stop each process of a group, then start them'],
      ['restart <name> <name>', 'Stop several processes or groups, then start them'],
      ['restart all', 'Stop every process, then start them'],
      ['Note: restart uses the configuration as it was last read; see reread and update for changes.', ''],
    ]),
    meaningColumn: 24,
    arguments: processNames('restart'),
    upcheck: {},
    completes: 'processes',
    run: restart,
  },
  {
    name: 'signal',
    help: lines([
      ['signal <signal name> <name>', 'Send a signal to one process'],
      ['signal <signal name> <gname>:*', 'Send a signal to each process of a group'],
      ['signal <signal name> <name> <name>', 'Send a signal to several processes or groups'],
      ['signal <signal name> all', 'Send a signal to every process'],
    ]),
    meaningColumn: 40,
    arguments: {
      kind: 'at-least',
      count: 2,
      missing: 'Error: signal requires a signal name and a process name',
      status: EXIT_STATUS.generic,
    },
    upcheck: {},
    completes: 'processes',
    run: signal,
  },
  {
    name: 'pid',
    help: lines([
      ['pid', 'Show the process id of the daemon'],
      ['pid <name>', 'Show the process id of one process'],
      ['pid all', 'Show the process id of every process, one a line'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: pid,
  },
  {
    name: 'tail',
    help: lines([
      ['tail [-f] <name> [stdout|stderr] (default stdout)', ''],
      ['Ex:', ''],
      ['tail -f <name>', 'Follow what the process writes to stdout'],
      ['', 'until Ctrl-C.'],
      ['tail -100 <name>', 'Show the last 100 *bytes* of its stdout'],
      ['tail <name> stderr', 'Show the last 1600 *bytes* of its stderr'],
    ]),
    meaningColumn: 24,
    arguments: { kind: 'between', least: 1, most: 3 },
    upcheck: {},
    completes: 'processes',
    run: tail,
  },
  {
    name: 'maintail',
    help: lines([
      ['maintail -f', "Follow the daemon's own log until Ctrl-C"],
      ['maintail -100', "Show the last 100 *bytes* of the daemon's own log"],
      ['maintail', "Show the last 1600 *bytes* of the daemon's own log"],
      ['', ''],
    ]),
    meaningColumn: 16,
    arguments: { kind: 'between', least: 0, most: 1 },
    upcheck: {},
    completes: 'nothing',
    run: maintail,
  },
  {
    name: 'clear',
    help: lines([
      ['clear <name>', "Empty one process' log files"],
      ['clear <name> <name>', "Empty several process' log files"],
      ['clear all', "Empty every process' log files"],
    ]),
    meaningColumn: 24,
    arguments: processNames('clear'),
    upcheck: {},
    completes: 'processes',
    run: clear,
  },
  {
    name: 'fg',
    help: lines([
      ['fg <process>', 'Type to a process and see what it writes'],
      ['', 'Ctrl-C leaves it'],
    ]),
    meaningColumn: 16,
    arguments: {
      kind: 'at-least',
      count: 1,
      missing: 'ERROR: no process name supplied',
      status: EXIT_STATUS.generic,
    },
    upcheck: {},
    completes: 'processes',
    run: fg,
  },
  {
    name: 'avail',
    help: lines([['avail', 'List every configured process']]),
    meaningColumn: 24,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: avail,
  },
  {
    name: 'reread',
    help: lines([['reread', "Read the daemon's configuration again; start and stop nothing"]]),
    meaningColumn: 24,
    arguments: NONE,
    upcheck: null,
    completes: 'nothing',
    run: reread,
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
    run: (session, words) => help(session, words, ACTIONS),
  },
  leaving('quit'),
  leaving('exit'),
];

export const ACTIONS: ActionTable = new Map(ROWS.map((action) => [action.name, action]));

/** What the end of input does in the shell. It can be typed, but is not listed. */
export const END_OF_INPUT: Action = leaving('EOF');

export function findAction(name: string): Action | undefined {
  return name === END_OF_INPUT.name ? END_OF_INPUT : ACTIONS.get(name);
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

function lines(rows: readonly (readonly [usage: string, meaning: string])[]): readonly UsageLine[] {
  return rows.map(([usage, meaning]) => ({ usage, meaning }));
}

function processNames(
  action: string,
  status: typeof EXIT_STATUS.generic | typeof EXIT_STATUS.invalidArguments = EXIT_STATUS.generic,
): ArgumentRule {
  return { kind: 'at-least', count: 1, missing: `Error: ${action} requires a process name`, status };
}
