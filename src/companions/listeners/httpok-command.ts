/** vigil-httpok: restarts processes when a URL does not answer as it should. */
import { setTimeout as delay } from 'node:timers/promises';
import { missingServer, reporter, runListener } from './command.ts';
import { askHttp } from './http-answer.ts';
import { checkUrl, type HttpokSurroundings } from './httpok.ts';
import { HTTPOK_USAGE, httpokOptions } from './httpok-options.ts';
import { mailer } from './mailer.ts';
import { ownNames } from './process-choice.ts';
import { runShell } from './shell-command.ts';
import { apiFromEnvironment } from './supervisor-api.ts';
import { atTicks } from './ticks.ts';

const NAME = 'vigil-httpok';

await runListener({
  name: NAME,
  usage: HTTPOK_USAGE,
  prepare(args) {
    const options = httpokOptions(args);
    if (options === null) return null;
    const api = apiFromEnvironment(process.env);
    if (api === null) throw missingServer();
    const report = reporter(NAME);
    const surroundings: HttpokSurroundings = {
      api,
      ask: askHttp,
      run: runShell,
      self: ownNames(process.env),
      sendMail: mailer({ sendmail: options.sendmail, run: runShell, report }),
      report,
      delay,
    };
    return atTicks(() => checkUrl(options, surroundings), Date.now);
  },
});
