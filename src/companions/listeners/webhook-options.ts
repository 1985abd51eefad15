/** The command line of vigil-webhook. */
import {
  chosenPrograms,
  isGiven,
  lastValue,
  type OptionForm,
  onlyOperand,
  readOptions,
} from './command-options.ts';
import { countValue, urlValue } from './option-values.ts';

export interface WebhookOptions {
  readonly url: URL;
  /** Names and `group:name` of what is told about. */
  readonly programs: readonly string[] | 'any';
  /** Of one try. */
  readonly timeoutSeconds: number;
  /** How often it is tried again after the first try. */
  readonly retries: number;
  /** The variable of the environment that holds the key of signatures; null: the usual one, if it is there. */
  readonly secretVariable: string | null;
}

const FORMS: readonly OptionForm[] = [
  { short: 'h', long: 'help', argument: 'none' },
  { short: 'p', long: 'program', argument: 'required' },
  { short: 'a', long: 'any', argument: 'none' },
  { short: 't', long: 'timeout', argument: 'required' },
  { short: 'r', long: 'retries', argument: 'required' },
  { short: 'k', long: 'secret-variable', argument: 'required' },
];

export const USUAL_SECRET_VARIABLE = 'VIGIL_WEBHOOK_SECRET';

export const WEBHOOK_USAGE = `vigil-webhook -- an event listener that posts crashes to a URL.

Usage: vigil-webhook [options] URL        (events = PROCESS_STATE_EXITED,PROCESS_STATE_FATAL)

-p, --program NAME           Tell of the process NAME, or GROUP:NAME. May be given more than once.
-a, --any                    Tell of every process. The default without -p.
-t, --timeout SECONDS        How long one try may take. Default: 10
-r, --retries COUNT          How often to try again, after 1, 2, 4, ... up to 60 seconds. Default: 5
-k, --secret-variable NAME   The variable of the environment with the key of signatures.
                             Default: ${USUAL_SECRET_VARIABLE}
`;

/** Null when only the usage was asked for. Throws {@link UsageError}. */
export function webhookOptions(args: readonly string[]): WebhookOptions | null {
  const words = readOptions(args, FORMS);
  if (isGiven(words, 'help')) return null;
  return {
    url: urlValue(onlyOperand(words, 'URL')),
    programs: chosenPrograms(words),
    timeoutSeconds: countValue('--timeout', lastValue(words, 'timeout') ?? '10', 1),
    retries: countValue('--retries', lastValue(words, 'retries') ?? '5', 0),
    secretVariable: lastValue(words, 'secret-variable'),
  };
}
