/** What vigil-webhook does at an event: a signed POST, tried again while that may help. */
import { createHmac } from 'node:crypto';
import type { ListenerEvent } from '../../listener/listener.ts';
import type { AskHttp, HttpAnswer } from './http-answer.ts';
import { isAbout, namesOf, troubleIn } from './process-event.ts';
import type { WebhookOptions } from './webhook-options.ts';

export interface WebhookSurroundings {
  readonly ask: AskHttp;
  /** Null for unsigned requests. */
  readonly secret: string | null;
  readonly report: (line: string) => void;
  readonly now: () => Date;
  /** Waits; in milliseconds. */
  readonly delay: (milliseconds: number) => Promise<unknown>;
}

const LONGEST_PAUSE = 60_000;

/** The body of the request; null for an event that nobody is told of. */
export function notification(
  event: ListenerEvent,
  { programs }: Pick<WebhookOptions, 'programs'>,
  at: Date,
): string | null {
  const trouble = troubleIn(event);
  if (trouble === null || !isAbout(event, programs)) return null;
  const { group, name } = namesOf(event);
  const { pid, from_state: fromState } = event.fields;
  return JSON.stringify({
    event: event.name,
    process: name,
    group,
    fromState,
    pid: pid === undefined ? null : Number(pid),
    server: event.server,
    serial: event.serial,
    at: at.toISOString(),
  });
}

/** The value of the header `X-Vigil-Signature`: HMAC-SHA256 of the bytes of the body. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Before the next try, after so many. In milliseconds. */
export function pauseAfter(tries: number): number {
  return Math.min(1000 * 2 ** (tries - 1), LONGEST_PAUSE);
}

/** The same request may do better later. */
export function isWorthRetrying(answer: HttpAnswer): boolean {
  if (answer.kind === 'failed') return true;
  return answer.status >= 500 || answer.status === 408 || answer.status === 425 || answer.status === 429;
}

/** Resolves when the request was taken or given up; what is given up is reported. */
export async function tellWebhook(
  event: ListenerEvent,
  options: WebhookOptions,
  { ask, secret, report, now, delay }: WebhookSurroundings,
): Promise<void> {
  const body = notification(event, options, now());
  if (body === null) return;
  const { url, timeoutSeconds, retries } = options;
  const signed = secret === null ? {} : { 'X-Vigil-Signature': signature(secret, body) };
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'vigil-webhook',
    'X-Vigil-Event': event.name,
    ...signed,
  };
  for (let tries = 1; ; tries++) {
    const answer = await ask({ url, method: 'POST', headers, body, within: timeoutSeconds * 1000 });
    if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return;
    // The path of a webhook is often its password.
    const outcome = `${url.host}: ${answer.kind === 'failed' ? answer.message : `status ${answer.status}`}`;
    if (tries > retries || !isWorthRetrying(answer)) {
      report(`given up after ${tries} ${tries === 1 ? 'try' : 'tries'}, ${outcome}: ${body}`);
      return;
    }
    report(`try ${tries} failed, ${outcome}`);
    await delay(pauseAfter(tries));
  }
}
