/** Chooses how a listener's mails leave. */
import { mailer, type SendMail } from './mailer.ts';
import { runShell } from './shell-command.ts';
import { smtpMailer } from './smtp-mailer.ts';
import type { MailRoute } from './smtp-options.ts';

export interface MailSending {
  readonly route: MailRoute;
  /** For mails without a sender of their own, where a server wants to know one. */
  readonly from?: string | null;
  readonly report: (line: string) => void;
}

export function mailSender({ route, from = null, report }: MailSending): SendMail {
  if (route.kind === 'command') return mailer({ sendmail: route.sendmail, run: runShell, report });
  return smtpMailer({ route, environment: process.env, report, ...(from === null ? {} : { from }) });
}
