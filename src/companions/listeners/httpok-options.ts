/** The command line of vigil-httpok. Source of the options: superlance httpok. */
import {
  allValues,
  isGiven,
  lastValue,
  type OptionForm,
  onlyOperand,
  readOptions,
} from './command-options.ts';
import { DEFAULT_SENDMAIL } from './mail.ts';
import { countValue, urlValue } from './option-values.ts';

export interface HttpokOptions {
  readonly url: URL;
  /** What is restarted: names, `group:name`; or every running process. */
  readonly restarts: readonly string[] | 'any';
  readonly timeoutSeconds: number;
  readonly status: string;
  /** Must be in the body; null for any body. */
  readonly expectedText: string | null;
  /** Must not be in the body. */
  readonly refusedTexts: readonly string[];
  readonly gcore: string;
  /** Null for no core files. */
  readonly coreDirectory: string | null;
  /** Whether to ask although nothing that would be restarted is running. */
  readonly asks: 'always' | 'while running';
  readonly sendmail: string;
  readonly email: string | null;
  readonly name: string | null;
}

const FORMS: readonly OptionForm[] = [
  { short: 'h', long: 'help', argument: 'none' },
  { short: 'p', long: 'program', argument: 'required' },
  { short: 'a', long: 'any', argument: 'none' },
  { short: 'g', long: 'gcore', argument: 'required' },
  { short: 'd', long: 'coredir', argument: 'required' },
  { short: 't', long: 'timeout', argument: 'required' },
  { short: 'c', long: 'code', argument: 'required' },
  { short: 'b', long: 'body', argument: 'required' },
  { short: 'B', long: 'restart-string', argument: 'required' },
  { short: 's', long: 'sendmail_program', argument: 'required' },
  { short: 'm', long: 'email', argument: 'required' },
  { short: 'e', long: 'eager', argument: 'none' },
  { short: 'E', long: 'not-eager', argument: 'none' },
  { short: 'n', long: 'name', argument: 'required' },
];

export const HTTPOK_USAGE = `vigil-httpok -- an event listener that restarts processes when a URL does not answer well.

Usage: vigil-httpok [options] URL        (events = TICK_60 or TICK_5)

-p, --program NAME           Restart the process NAME, or GROUP:NAME, if it is RUNNING. May be given more than once.
-a, --any                    Restart every RUNNING process.
-t, --timeout SECONDS        How long the whole answer may take. Default: 10
-c, --code STATUS            The expected status. Default: 200
-b, --body TEXT              What must be in the body.
-B, --restart-string TEXT    What must not be in the body. May be given more than once.
-d, --coredir DIRECTORY      Write a core file of each process there before it is restarted.
-g, --gcore CMD              Writes it; is given a file and a process id. Default: /usr/bin/gcore -o
-e, --eager                  Ask although nothing that would be restarted is RUNNING. The default.
-E, --not-eager              Do not ask then.
-m, --email ADDRESS          Mail bad answers and restarts to ADDRESS.
-s, --sendmail_program CMD   Sends the mail on its standard input. Default: ${DEFAULT_SENDMAIL}
-n, --name NAME              Name this listener in the subject of mails.
`;

/** Null when only the usage was asked for. Throws {@link UsageError}. */
export function httpokOptions(args: readonly string[]): HttpokOptions | null {
  const words = readOptions(args, FORMS);
  if (isGiven(words, 'help')) return null;
  const eagerness = words.options.findLast(({ name }) => name === 'eager' || name === 'not-eager');
  return {
    url: urlValue(onlyOperand(words, 'URL')),
    restarts: isGiven(words, 'any') ? 'any' : allValues(words, 'program'),
    timeoutSeconds: countValue('--timeout', lastValue(words, 'timeout') ?? '10', 1),
    status: lastValue(words, 'code') ?? '200',
    expectedText: lastValue(words, 'body'),
    refusedTexts: allValues(words, 'restart-string'),
    gcore: lastValue(words, 'gcore') ?? '/usr/bin/gcore -o',
    coreDirectory: lastValue(words, 'coredir'),
    asks: eagerness?.name === 'not-eager' ? 'while running' : 'always',
    sendmail: lastValue(words, 'sendmail_program') ?? DEFAULT_SENDMAIL,
    email: lastValue(words, 'email'),
    name: lastValue(words, 'name'),
  };
}
