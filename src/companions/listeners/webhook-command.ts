/** vigil-webhook: posts crashes to a URL. */
import { setTimeout as delay } from 'node:timers/promises';
import { reporter, runListener } from './command.ts';
import { UsageError } from './command-options.ts';
import { askHttp } from './http-answer.ts';
import { tellWebhook, type WebhookSurroundings } from './webhook.ts';
import {
  USUAL_SECRET_VARIABLE,
  WEBHOOK_USAGE,
  type WebhookOptions,
  webhookOptions,
} from './webhook-options.ts';

const NAME = 'vigil-webhook';

/** Null for no signature. A variable that was asked for and is not there is a mistake. */
function secretFrom({ secretVariable }: WebhookOptions): string | null {
  const secret = process.env[secretVariable ?? USUAL_SECRET_VARIABLE] ?? '';
  if (secret !== '') return secret;
  if (secretVariable === null) return null;
  throw new UsageError(`--secret-variable: ${secretVariable} is not in the environment`);
}

await runListener({
  name: NAME,
  usage: WEBHOOK_USAGE,
  prepare(args) {
    const options = webhookOptions(args);
    if (options === null) return null;
    const surroundings: WebhookSurroundings = {
      ask: askHttp,
      secret: secretFrom(options),
      report: reporter(NAME),
      now: () => new Date(),
      delay,
    };
    return (event) => tellWebhook(event, options, surroundings);
  },
});
