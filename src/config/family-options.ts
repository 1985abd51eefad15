/** Keys about the processes of a program beside its main one. Supervisor has none of them. */
import { oneOf, text } from './values.ts';

export const FAMILY_ROWS = {
  daemonize: {
    grammar: oneOf('daemonize', ['auto', 'never']),
    default: null,
    mayBeForeign: true,
    defaultNote: 'that of `[supervisord]`',
    description:
      'Whether a program that goes into the background by itself, or hands over to a successor, is followed there: `auto`, or `never`, which takes the end of the first process for the end of the program as Supervisor does. Supervisor does not have this key.',
    example: 'never',
  },
  stop_scope: {
    grammar: oneOf('stop_scope', ['process', 'group', 'tree']),
    default: null,
    defaultNote: 'what `stopasgroup` and `killasgroup` say',
    description:
      'What a stop signals: the main process, its process group, or every process of the program wherever it went. With `tree` the program counts as stopped when none of them is left. Supervisor does not have this key.',
    example: 'tree',
  },
  leftovers: {
    grammar: oneOf('leftovers', ['clear', 'keep']),
    default: 'clear',
    description:
      'What becomes of the processes that a crashed program leaves behind: `clear` ends them before the program is started again, `keep` lets them alone as Supervisor does. Supervisor does not have this key.',
    example: 'keep',
  },
  pidfile: {
    grammar: text,
    default: null,
    mayBeForeign: true,
    perCopy: true,
    description:
      'The file into which a program that goes into the background by itself writes the id of its main process. Only needed where vigild would guess wrong. Supervisor does not have this key.',
    example: '/run/app-%(process_num)s.pid',
  },
} as const;
