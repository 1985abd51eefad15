/** The command line of vigil-crashmail. Source of the options: superlance crashmail. */
import {
  chosenPrograms,
  expectNoOperands,
  isGiven,
  lastValue,
  type OptionForm,
  readOptions,
} from './command-options.ts';
import { DEFAULT_SENDMAIL } from './mail.ts';
import { type MailRoute, mailRoute, PASSWORD_VARIABLE, SMTP_LONG_FORMS } from './smtp-options.ts';

export interface CrashmailOptions {
  /** Names and `group:name` of what is mailed about. */
  readonly programs: readonly string[] | 'any';
  readonly subjectPrefix: string | null;
  readonly route: MailRoute;
  /** Null: the address that is mailed to. */
  readonly from: string | null;
  readonly email: string | null;
}

const FORMS: readonly OptionForm[] = [
  { short: 'h', long: 'help', argument: 'none' },
  { short: 'p', long: 'program', argument: 'required' },
  { short: 'a', long: 'any', argument: 'none' },
  { short: 'o', long: 'optionalheader', argument: 'required' },
  { short: 's', long: 'sendmail_program', argument: 'required' },
  { short: 'm', long: 'email', argument: 'required' },
  { long: 'fromEmail', argument: 'required' },
  ...SMTP_LONG_FORMS,
];

export const CRASHMAIL_USAGE = `vigil-crashmail -- an event listener that mails unexpected exits.

Usage: vigil-crashmail [options]        (events = PROCESS_STATE_EXITED)

-p, --program NAME           Mail when the process NAME, or GROUP:NAME, exits. May be given more than once.
-a, --any                    Mail when any process exits. The default without -p.
-o, --optionalheader TEXT    Begin the subject with TEXT and a colon.
-m, --email ADDRESS          Mail to ADDRESS. Without it, exits are only reported on standard error.
-s, --sendmail_program CMD   Sends the mail on its standard input. Default: ${DEFAULT_SENDMAIL}
    --smtpHost HOST[:PORT]   Sends the mail to this server instead.
    --userName NAME          Logs in there,
    --password PASSWORD      with this. Default: the variable ${PASSWORD_VARIABLE}, which others cannot read
    --tls                    Sends nothing without TLS and a certificate that can be trusted.
    --fromEmail ADDRESS      From whom it is, for the server. Default: the address of -m
`;

/** Null when only the usage was asked for. Throws {@link UsageError}. */
export function crashmailOptions(args: readonly string[]): CrashmailOptions | null {
  const words = readOptions(args, FORMS);
  if (isGiven(words, 'help')) return null;
  expectNoOperands(words);
  return {
    programs: chosenPrograms(words),
    subjectPrefix: lastValue(words, 'optionalheader'),
    route: mailRoute(words),
    from: lastValue(words, 'fromEmail'),
    email: lastValue(words, 'email'),
  };
}
