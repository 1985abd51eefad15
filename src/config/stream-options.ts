/** The rows of one output stream, which `stdout_` and `stderr_` keys have in common. */
import { logTarget } from './machine-values.ts';
import type { OptionRow } from './option.ts';
import { boolean, byteSize, integer, logTimestamp } from './values.ts';

/** How the stream is called in a sentence. */
const PHRASES = { stdout: 'standard output', stderr: 'standard error' } as const;

export function streamRows(stream: keyof typeof PHRASES) {
  const phrase = PHRASES[stream];
  return {
    captureMaxBytes: {
      grammar: byteSize,
      default: '0',
      description: `How much the program may send between the markers of capture mode on its ${phrase}. \`0\` switches capture mode off.`,
      example: '1MB',
    },
    eventsEnabled: {
      grammar: boolean,
      default: 'false',
      description: `Whether each piece of the ${phrase} is announced as a \`PROCESS_LOG_${stream.toUpperCase()}\` event.`,
      example: 'true',
    },
    logfile: {
      grammar: logTarget,
      default: 'AUTO',
      perCopy: true,
      description: `The log file for the ${phrase}. \`AUTO\` makes one in \`childlogdir\` that is deleted at the next start; \`NONE\` keeps no log. Expansions are carried out twice, so that a percent sign is written as \`%%%%\`.`,
      example: `/var/log/app/%(program_name)s-${stream}.log`,
    },
    backups: {
      grammar: integer,
      default: '10',
      perCopy: true,
      description: `How many rotated log files of the ${phrase} are kept.`,
      example: '10',
    },
    maxBytes: {
      grammar: byteSize,
      default: '50MB',
      perCopy: true,
      description: `The size at which the log file of the ${phrase} is rotated. \`0\` means never.`,
      example: '50MB',
    },
    timestamp: {
      grammar: logTimestamp,
      default: null,
      defaultNote: 'that of `childlog_timestamp` in `[supervisord]`',
      description: `Whether each line in the log of the ${phrase} begins with the time, as docs/logs.md tells: \`true\` for local time, \`utc\`, or \`false\`. Supervisor does not have this key.`,
      example: 'true',
    },
    syslog: {
      grammar: boolean,
      default: 'false',
      perCopy: true,
      description: `Whether the ${phrase} goes to the system log, whatever happens to the log file.`,
      example: 'true',
    },
  } as const satisfies Record<string, OptionRow<unknown>>;
}
