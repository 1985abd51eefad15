import { describe, expect, it } from 'vitest';
import { anEvent } from '../../../test/support/fake-supervisor-api.ts';
import type { HttpAnswer, HttpAsk } from './http-answer.ts';
import { isWorthRetrying, notification, pauseAfter, signature, tellWebhook } from './webhook.ts';
import { webhookOptions } from './webhook-options.ts';

const CRASH = { processname: 'web', groupname: 'shop', from_state: 'RUNNING', expected: '0', pid: '7' };
const EXITED = anEvent('PROCESS_STATE_EXITED', CRASH);
const FATAL = anEvent('PROCESS_STATE_FATAL', { ...CRASH, from_state: 'BACKOFF' });
const FAILED: HttpAnswer = { kind: 'failed', code: 'ECONNREFUSED', message: 'connection refused' };
const status = (code: number): HttpAnswer => ({ kind: 'answered', status: code, reason: '', body: '' });

describe('a notification', () => {
  it('tells of a crash', () => {
    expect(JSON.parse(notification(EXITED, { programs: 'any' }, new Date(0)) ?? '')).toEqual({
      event: 'PROCESS_STATE_EXITED',
      process: 'web',
      group: 'shop',
      fromState: 'RUNNING',
      pid: 7,
      server: 'web-1',
      serial: 4,
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    { event: FATAL, programs: 'any', told: true },
    { event: FATAL, programs: ['shop:web'], told: true },
    { event: FATAL, programs: ['db'], told: false },
    { event: anEvent('PROCESS_STATE_EXITED', { ...CRASH, expected: '1' }), programs: 'any', told: false },
    { event: anEvent('PROCESS_STATE_STOPPED', CRASH), programs: 'any', told: false },
  ] as const)('$event.name of $programs: $told', ({ event, programs, told }) => {
    expect(notification(event, { programs }, new Date(0)) !== null).toBe(told);
  });

  // RFC 4231, test case 2.
  it('is signed with HMAC-SHA256', () => {
    expect(signature('Jefe', 'what do ya want for nothing?')).toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('tries', () => {
  async function tell(answers: readonly HttpAnswer[], secret: string | null = null) {
    const options = webhookOptions(['-r', '2', 'https://me:secret@host/secret?secret']);
    if (options === null) throw new Error('no usage was asked for');
    const [asks, pauses, lines]: [HttpAsk[], number[], string[]] = [[], [], []];
    await tellWebhook(EXITED, options, {
      ask: async (ask) => {
        asks.push(ask);
        return answers[asks.length - 1] ?? status(200);
      },
      secret,
      report: (line) => lines.push(line),
      now: () => new Date(0),
      delay: async (milliseconds) => pauses.push(milliseconds),
    });
    return { asks, pauses, lines };
  }

  it('end with the first good answer', async () => {
    const { asks, pauses, lines } = await tell([FAILED, status(204)]);
    expect(asks).toHaveLength(2);
    expect(asks[1]).toEqual(asks[0]);
    expect(pauses).toEqual([1000]);
    expect(lines).toEqual(['try 1 failed, host: connection refused']);
  });

  it('end when there were enough, and secrets of the URL are not told', async () => {
    const { asks, pauses, lines } = await tell([FAILED, FAILED, FAILED]);
    expect(asks).toHaveLength(3);
    expect(pauses).toEqual([1000, 2000]);
    expect(lines.at(-1)).toMatch(/^given up after 3 tries, host: connection refused: \{"event":/);
    expect(lines.join()).not.toContain('secret');
  });

  it('end when another one would not help', async () => {
    const { asks, lines } = await tell([status(404)]);
    expect(asks).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/^given up after 1 try, host: status 404: /);
  });

  it('are signed when there is a secret, and only then', async () => {
    const signed = await tell([], 'hush');
    const body = signed.asks[0]?.body ?? '';
    expect(signed.asks[0]?.headers).toMatchObject({ 'X-Vigil-Signature': signature('hush', body) });
    expect((await tell([])).asks[0]?.headers).not.toHaveProperty('X-Vigil-Signature');
  });

  it('wait longer and longer, up to a minute', () => {
    expect([1, 2, 3, 6, 7, 100].map(pauseAfter)).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000]);
  });

  it.each([
    [500, true],
    [503, true],
    [408, true],
    [429, true],
    [400, false],
    [404, false],
    [301, false],
  ])('after status %d: %s', (code, again) => {
    expect(isWorthRetrying(status(code))).toBe(again);
  });
});
