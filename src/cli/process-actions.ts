/** The actions about processes and logs. Source: Supervisor supervisorctl.py. */
import type { Action } from './action.ts';
import { ANY, lines, processNames } from './action-parts.ts';
import { clear } from './commands/clear.ts';
import { explain, explainJson } from './commands/explain.ts';
import { fg } from './commands/fg.ts';
import { maintail } from './commands/maintail.ts';
import { pid, pidJson } from './commands/pid.ts';
import { ps, psJson } from './commands/ps.ts';
import { restart } from './commands/restart.ts';
import { signal } from './commands/signal.ts';
import { start } from './commands/start.ts';
import { status, statusJson } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { tail } from './commands/tail.ts';
import { EXIT_STATUS } from './exit-status.ts';

export const PROCESS_ACTIONS: readonly Action[] = [
  {
    name: 'status',
    help: lines([
      ['status <name>', 'Show the state of one process'],
      ['status <gname>:*', 'Show the state of each process of a group'],
      ['status <name> <name>', 'Show the state of several processes or groups'],
      ['status', 'Show the state of every process'],
      ['status -l [...]', 'Show also starts, failures, losses and event listeners'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: { statusWhenDown: EXIT_STATUS.statusUnknown },
    completes: 'processes',
    run: status,
    json: statusJson,
  },
  {
    name: 'ps',
    isOwn: true,
    help: lines([
      ['ps', 'Show every process of every program, with its CPU time and memory'],
      ['ps <name>', 'Show those of one program'],
      ['ps <gname>:*', 'Show those of each program of a group'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: ps,
    json: psJson,
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
    completes: 'signal-first',
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
    json: pidJson,
  },
  {
    name: 'explain',
    isOwn: true,
    help: lines([
      ['explain <name>', 'Say why a process is in its state, what happens next, and what to do'],
      ['explain <gname>:*', 'The same for each process of a group'],
      ['explain <name> <name>', 'The same for several processes or groups'],
      ['explain --json <name>', 'The same as JSON'],
    ]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: explain,
    json: explainJson,
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
];
