import { composeMail, type Mail } from './mail.ts';
import type { RunShell } from './shell-command.ts';

export type SendMail = (mail: Mail) => Promise<void>;

export interface MailerSetup {
  /** Reads a mail from its standard input. */
  readonly sendmail: string;
  readonly run: RunShell;
  readonly report: (line: string) => void;
}

/**
 * Sends through a command. A mail that cannot be sent is reported and is no error: the restart or exit that it is about
 * has happened anyway.
 */
export function mailer({ sendmail, run, report }: MailerSetup): SendMail {
  return async (mail) => {
    const { problem, output } = await run(sendmail, composeMail(mail));
    if (problem === null) report(`mailed to ${mail.to}: ${mail.subject}`);
    else report(`cannot mail to ${mail.to} (${problem}): ${mail.subject}\n${output}`.trimEnd());
  };
}
