/**
 * Mails through an SMTP server. TLS is used wherever the server offers it, and from the first byte on port 465.
 *
 * Whose certificate it is counts only where TLS is demanded, and on port 465. Who can put another certificate in its place
 * can as well keep the offer from us, and mail servers among themselves have certificates that nobody signed.
 * Source: RFC 7435, opportunistic security.
 */
import { messageOf } from '../../core/thrown.ts';
import type { Mail } from './mail.ts';
import type { SendMail } from './mailer.ts';
import { type MailRoute, PASSWORD_VARIABLE } from './smtp-options.ts';

export interface SmtpSetup {
  readonly route: Extract<MailRoute, { kind: 'smtp' }>;
  /** For mails without a sender of their own. */
  readonly from?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly report: (line: string) => void;
}

const SUBMISSION_OVER_TLS = 465;
/** What a server may take for each of its answers, in milliseconds. */
const LONGEST_SILENCE = 30_000;

/** A mail that cannot be sent is reported and is no error: the exit that it is about has happened anyway. */
export function smtpMailer({ route, from, environment, report }: SmtpSetup): SendMail {
  return async (mail) => {
    try {
      await deliver(route, { from: mail.from ?? from ?? mail.to, ...mail }, environment);
      report(`mailed to ${mail.to}: ${mail.subject}`);
    } catch (error) {
      const reason = messageOf(error);
      report(`cannot mail to ${mail.to} through ${route.host}:${route.port} (${reason}): ${mail.subject}`);
    }
  };
}

async function deliver(
  { host, port, userName, password, isTlsDemanded }: SmtpSetup['route'],
  { to, from, subject, text }: Mail,
  environment: SmtpSetup['environment'],
): Promise<void> {
  // Most listeners never send a mail: the library is read when one does.
  const { createTransport } = await import('nodemailer');
  const pass = password ?? environment[PASSWORD_VARIABLE] ?? '';
  const secure = port === SUBMISSION_OVER_TLS;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: isTlsDemanded,
    // Servers may offer STARTTLS and then refuse it.
    opportunisticTLS: !isTlsDemanded,
    tls: { rejectUnauthorized: secure || isTlsDemanded },
    // Without a password it is taken for a relay that wants none.
    ...(userName === null || pass === '' ? {} : { auth: { user: userName, pass } }),
    connectionTimeout: LONGEST_SILENCE,
    greetingTimeout: LONGEST_SILENCE,
    socketTimeout: LONGEST_SILENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ to, from, subject, text });
  } finally {
    transport.close();
  }
}
