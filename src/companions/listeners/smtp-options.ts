/** The options of listeners that send mail to an SMTP server. Source of their names: superlance fatalmailbatch. */
import { type CommandWords, isGiven, lastValue, type OptionForm, UsageError } from './command-options.ts';
import { DEFAULT_SENDMAIL } from './mail.ts';

/** How mails leave: through a command, or through a server. */
export type MailRoute =
  | { readonly kind: 'command'; readonly sendmail: string }
  | {
      readonly kind: 'smtp';
      readonly host: string;
      readonly port: number;
      readonly userName: string | null;
      /** Null: in {@link PASSWORD_VARIABLE}. */
      readonly password: string | null;
      /** Without it, TLS is used where the server offers it, and what its certificate says does not matter. */
      readonly isTlsDemanded: boolean;
    };

/** Others can read a command line; an environment they cannot. */
export const PASSWORD_VARIABLE = 'VIGIL_SMTP_PASSWORD';

const DEFAULT_PORT = 25;
const HIGHEST_PORT = 65535;

/** The short names are those of fatalmailbatch; elsewhere the letters mean something else. */
export const SMTP_LONG_FORMS: readonly OptionForm[] = [
  { long: 'smtpHost', argument: 'required' },
  { long: 'userName', argument: 'required' },
  { long: 'password', argument: 'required' },
  { long: 'tls', argument: 'none' },
];

/** Throws {@link UsageError}. */
export function mailRoute(words: CommandWords): MailRoute {
  const sendmail = lastValue(words, 'sendmail_program');
  const host = lastValue(words, 'smtpHost');
  const userName = lastValue(words, 'userName');
  const password = lastValue(words, 'password');
  const isTlsDemanded = isGiven(words, 'tls');
  if (host === null) {
    if (userName !== null) throw new UsageError('--userName: there is no --smtpHost to log in to');
    if (password !== null) throw new UsageError('--password: there is no --smtpHost to log in to');
    if (isTlsDemanded) throw new UsageError('--tls: there is no --smtpHost');
    return { kind: 'command', sendmail: sendmail ?? DEFAULT_SENDMAIL };
  }
  if (sendmail !== null) throw new UsageError('--smtpHost and --sendmail_program: expected one of them');
  if (password !== null && userName === null) throw new UsageError('--password: there is no --userName');
  return { kind: 'smtp', ...hostAndPort(host), userName, password, isTlsDemanded };
}

/** `mail.example.com`, `mail.example.com:587`, `[::1]:25`. */
function hostAndPort(written: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[(?<address>[0-9a-f:.]+)\]|(?<host>[^:\s]+))(?::(?<port>\d+))?$/i.exec(written);
  const port = Number(match?.groups?.['port'] ?? DEFAULT_PORT);
  const host = match?.groups?.['address'] ?? match?.groups?.['host'];
  if (host === undefined || port < 1 || port > HIGHEST_PORT) {
    throw new UsageError(`--smtpHost: expected HOST or HOST:PORT, got "${written}"`);
  }
  return { host, port };
}
