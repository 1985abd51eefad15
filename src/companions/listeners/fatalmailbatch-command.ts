/** vigil-fatalmailbatch: mails what is FATAL, many in one mail. */
import { reporter, runListener } from './command.ts';
import { FatalBatch } from './fatalmailbatch.ts';
import { FATALMAILBATCH_USAGE, fatalmailbatchOptions } from './fatalmailbatch-options.ts';
import { mailSender } from './mail-sending.ts';

const NAME = 'vigil-fatalmailbatch';

await runListener({
  name: NAME,
  usage: FATALMAILBATCH_USAGE,
  prepare(args) {
    const options = fatalmailbatchOptions(args);
    if (options === null) return null;
    const report = reporter(NAME);
    const sendMail = mailSender({ route: options.route, report });
    const batch = new FatalBatch(options, { sendMail, report, now: () => new Date() });
    return (event) => batch.take(event);
  },
});
