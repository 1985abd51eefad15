/** The actions about what happened, and about what is not to start by itself. */
import type { Action } from './action.ts';
import { ANY, lines } from './action-parts.ts';
import { disable, enable } from './commands/disable.ts';
import { history, historyJson } from './commands/history.ts';
import { upgrade } from './commands/upgrade.ts';

export const HISTORY_ACTIONS: readonly Action[] = [
  {
    name: 'history',
    isOwn: true,
    help: lines([
      ['history', 'Show starts, exits, commands with who gave them, and what else happened'],
      ['history <name>', 'The same for a process or, with <gname>:*, for a group'],
      ['history --since <time>', 'Since then: 2h, 3d, 10:00, 2026-11-22, 2026-11-22T10:00'],
      ['history -n <count>', 'The newest entries only (default 100)'],
      ['history -o json', 'As JSON'],
    ]),
    meaningColumn: 32,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: history,
    json: historyJson,
  },
  {
    name: 'disable',
    isOwn: true,
    help: lines([
      [
        'disable <name> [...]',
        'From now on processes or groups do not start by themselves, whatever autostart says',
      ],
      ['disable --now <name> [...]', 'The same, and stop them'],
      ['disable all', 'The same for every process'],
      ['disable', 'List what is disabled'],
    ]),
    meaningColumn: 32,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: disable,
  },
  {
    name: 'enable',
    isOwn: true,
    help: lines([
      ['enable <name> [...]', 'Undo disable'],
      ['enable --now <name> [...]', 'The same, and start what does not run'],
      ['enable all', 'The same for every process'],
    ]),
    meaningColumn: 32,
    arguments: ANY,
    upcheck: {},
    completes: 'processes',
    run: enable,
  },
  {
    name: 'upgrade',
    isOwn: true,
    help: lines([
      ['upgrade', 'Go on with the build that is installed now; programs and connections stay'],
      ['upgrade --to <path>', 'Go on with the vigild at this path, or with that of a package directory'],
    ]),
    meaningColumn: 32,
    arguments: ANY,
    upcheck: {},
    completes: 'nothing',
    run: upgrade,
  },
];
