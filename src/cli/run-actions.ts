/** The actions about programs that are in no file. */
import type { Action } from './action.ts';
import { lines, processNames } from './action-parts.ts';
import { rm } from './commands/rm.ts';
import { run } from './commands/run.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { RUN_OPTIONS } from './run-options.ts';

export const RUN_ACTIONS: readonly Action[] = [
  {
    name: 'run',
    isOwn: true,
    help: lines([
      [
        'run [option ...] [--] <command> [...]',
        'Keep a command running from now on, also after the terminal is closed',
      ],
      ['', 'Options:'],
      ['  --name <name>', "What it is called (default: the command's name)"],
      ['  --env <NAME>=<value>', 'Set a variable, beside those of the shell'],
      ['  --dir <directory>', 'Where it runs (default: here)'],
      ['  --once', 'Do not start it again when it has ended'],
      ['  --save', 'Keep it over a shutdown of the daemon'],
      ['', '(where no daemon can be used, one of your own is started)'],
    ]),
    meaningColumn: 40,
    arguments: {
      kind: 'at-least',
      count: 1,
      missing: 'Error: run requires a command',
      status: EXIT_STATUS.invalidArguments,
    },
    takesRawWords: true,
    startsOwnDaemon: true,
    upcheck: null,
    options: RUN_OPTIONS,
    completes: 'files',
    run,
  },
  {
    name: 'rm',
    isOwn: true,
    help: lines([
      ['rm <name> [...]', 'Stop programs that run has added, and forget them with their logs'],
      ['', '(a daemon of your own ends with its last program)'],
    ]),
    meaningColumn: 24,
    arguments: processNames('rm'),
    upcheck: {},
    completes: 'processes',
    run: rm,
  },
];
