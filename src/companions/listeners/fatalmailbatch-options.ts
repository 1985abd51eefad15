/** The command line of vigil-fatalmailbatch. Source of the options: superlance fatalmailbatch. */
import {
  expectNoOperands,
  isGiven,
  lastValue,
  type OptionForm,
  readOptions,
  UsageError,
} from './command-options.ts';
import { DEFAULT_SENDMAIL } from './mail.ts';
import { type MailRoute, mailRoute, PASSWORD_VARIABLE } from './smtp-options.ts';

export interface FatalmailbatchOptions {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  /** How much time one mail covers; it may have a fraction. */
  readonly intervalMinutes: number;
  /** The type of tick that time is counted by, and what it counts for. */
  readonly tick: { readonly name: string; readonly seconds: number };
  readonly route: MailRoute;
}

const FORMS: readonly OptionForm[] = [
  { short: 'h', long: 'help', argument: 'none' },
  { short: 'i', long: 'interval', argument: 'required' },
  { short: 't', long: 'toEmail', argument: 'required' },
  { short: 'f', long: 'fromEmail', argument: 'required' },
  { short: 's', long: 'subject', argument: 'required' },
  { short: 'e', long: 'tickEvent', argument: 'required' },
  { short: 'H', long: 'smtpHost', argument: 'required' },
  { short: 'u', long: 'userName', argument: 'required' },
  { short: 'p', long: 'password', argument: 'required' },
  { long: 'tls', argument: 'none' },
  { long: 'sendmail_program', argument: 'required' },
];

export const FATALMAILBATCH_USAGE = `vigil-fatalmailbatch -- an event listener that mails what is FATAL, many in one mail.

Usage: vigil-fatalmailbatch [options]        (events = PROCESS_STATE_FATAL,TICK_60)

-t, --toEmail ADDRESSES      To whom, with commas between several. Required.
-f, --fromEmail ADDRESS      From whom. Required.
-s, --subject TEXT           Default: Fatal start alert from supervisord
-i, --interval MINUTES       What happens in that time is one mail. Default: 1
-e, --tickEvent TYPE         The tick that counts the time. Default: TICK_60
-H, --smtpHost HOST[:PORT]   Sends the mail to this server. Default: no server, --sendmail_program
-u, --userName NAME          Logs in there.
-p, --password PASSWORD      Default: the variable ${PASSWORD_VARIABLE}, which others cannot read
    --tls                    Sends nothing without TLS and a certificate that can be trusted.
    --sendmail_program CMD   Sends the mail on its standard input. Default: ${DEFAULT_SENDMAIL}
`;

/** Null when only the usage was asked for. Throws {@link UsageError}. */
export function fatalmailbatchOptions(args: readonly string[]): FatalmailbatchOptions | null {
  const words = readOptions(args, FORMS);
  if (isGiven(words, 'help')) return null;
  expectNoOperands(words);
  const [to, from] = [lastValue(words, 'toEmail'), lastValue(words, 'fromEmail')];
  if (to === null || from === null) throw new UsageError('expected --toEmail and --fromEmail');
  return {
    to,
    from,
    subject: lastValue(words, 'subject') ?? 'Fatal start alert from supervisord',
    intervalMinutes: minutes(lastValue(words, 'interval') ?? '1'),
    tick: tickNamed(lastValue(words, 'tickEvent') ?? 'TICK_60'),
    route: mailRoute(words),
  };
}

function minutes(written: string): number {
  if (!/^\d+(\.\d*)?$/.test(written)) {
    throw new UsageError(`--interval: expected a number of minutes, got "${written}"`);
  }
  return Number(written);
}

function tickNamed(name: string): FatalmailbatchOptions['tick'] {
  const seconds = /^TICK_(5|60|3600)$/.exec(name)?.[1];
  if (seconds === undefined) {
    throw new UsageError(`--tickEvent: expected TICK_5, TICK_60 or TICK_3600, got "${name}"`);
  }
  return { name, seconds: Number(seconds) };
}
