/** vigil-crashmail: mails unexpected exits. */
import { reporter, runListener } from './command.ts';
import { mailCrash } from './crashmail.ts';
import { CRASHMAIL_USAGE, crashmailOptions } from './crashmail-options.ts';
import { mailSender } from './mail-sending.ts';

const NAME = 'vigil-crashmail';

await runListener({
  name: NAME,
  usage: CRASHMAIL_USAGE,
  prepare(args) {
    const options = crashmailOptions(args);
    if (options === null) return null;
    const report = reporter(NAME);
    const sendMail = mailSender({ route: options.route, from: options.from, report });
    return (event) => mailCrash(event, options, { sendMail, report, now: () => new Date() });
  },
});
