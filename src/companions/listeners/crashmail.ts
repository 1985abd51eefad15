/** What vigil-crashmail does at an event. */
import type { ListenerEvent } from '../../listener/listener.ts';
import type { CrashmailOptions } from './crashmail-options.ts';
import type { Mail } from './mail.ts';
import type { SendMail } from './mailer.ts';
import { isAbout, namesOf, troubleIn } from './process-event.ts';

/** Subject and text; null for an event that is not mailed. */
function crashMail(
  event: ListenerEvent,
  { programs, subjectPrefix }: CrashmailOptions,
  at: Date,
): Pick<Mail, 'subject' | 'text'> | null {
  if (troubleIn(event) !== 'crashed' || !isAbout(event, programs)) return null;
  const { group, name } = namesOf(event);
  const { pid, from_state: fromState } = event.fields;
  const prefix = subjectPrefix === null ? '' : `${subjectPrefix}: `;
  return {
    subject: `${prefix}${name} crashed at ${at.toISOString()}`,
    text: `Process ${name} in group ${group} exited unexpectedly (pid ${pid}) from state ${fromState}`,
  };
}

export interface CrashmailSurroundings {
  readonly sendMail: SendMail;
  readonly report: (line: string) => void;
  readonly now: () => Date;
}

export async function mailCrash(
  event: ListenerEvent,
  options: CrashmailOptions,
  { sendMail, report, now }: CrashmailSurroundings,
): Promise<void> {
  const mail = crashMail(event, options, now());
  if (mail === null) return;
  report(mail.text);
  if (options.email !== null) await sendMail({ to: options.email, ...mail });
}
