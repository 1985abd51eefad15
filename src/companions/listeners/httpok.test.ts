import { describe, expect, it } from 'vitest';
import { aProcess, FakeSupervisorApi } from '../../../test/support/fake-supervisor-api.ts';
import type { HttpAnswer } from './http-answer.ts';
import { checkUrl, judge } from './httpok.ts';
import { type HttpokOptions, httpokOptions } from './httpok-options.ts';
import type { Mail } from './mail.ts';

const SAID: HttpAnswer = { kind: 'answered', status: 200, reason: 'OK', body: 'all is well' };
const REFUSED: HttpAnswer = { kind: 'failed', code: 'ECONNREFUSED', message: 'refused' };
const LATE: HttpAnswer = { kind: 'failed', code: 'TIMEOUT', message: 'no answer within 10 s' };

function options(...args: readonly string[]): HttpokOptions {
  const read = httpokOptions([...args, 'http://me:secret@host:8080/health?key=secret']);
  if (read === null) throw new Error('no usage was asked for');
  return read;
}

describe('an answer', () => {
  const place = 'http://host:8080/health';
  it.each([
    { args: [], answer: SAID, detail: null },
    { args: ['-c', '204'], answer: SAID, detail: `status contacting ${place}: 200 OK` },
    { args: ['-c', '204'], answer: { ...SAID, status: 204 }, detail: null },
    { args: ['-b', 'well'], answer: SAID, detail: null },
    {
      args: ['-b', 'bad'],
      answer: SAID,
      detail: `status contacting ${place}: 200 OK, without "bad" in the body`,
    },
    {
      args: ['-B', 'bad', '-B', 'well'],
      answer: SAID,
      detail: `status contacting ${place}: 200 OK, with "well" in the body`,
    },
    { args: [], answer: LATE, detail: `error contacting ${place}: no answer within 10 s` },
  ])('$answer with $args', ({ args, answer, detail }) => {
    expect(judge(answer, options(...args))?.detail ?? null).toBe(detail);
  });
});

describe('a check', () => {
  async function check(api: FakeSupervisorApi, answers: readonly HttpAnswer[], ...args: readonly string[]) {
    const [mails, lines, commands, pauses]: [Mail[], string[], string[], number[]] = [[], [], [], []];
    let asked = 0;
    await checkUrl(options(...args), {
      api,
      ask: async () => answers[asked++] ?? SAID,
      run: async (command) => {
        commands.push(command);
        return { problem: null, output: 'dumped' };
      },
      self: { group: 'httpok', name: 'httpok' },
      sendMail: async (mail) => {
        mails.push(mail);
      },
      report: (line) => lines.push(line),
      delay: async (milliseconds) => pauses.push(milliseconds),
    });
    return { orders: api.orders, asked, mails, lines, commands, pauses };
  }

  const programs = () => new FakeSupervisorApi(aProcess('shop:web'), aProcess('db'), aProcess('httpok'));

  it('does nothing after a good answer', async () => {
    expect(await check(programs(), [SAID], '-a', '-m', 'a@b')).toMatchObject({
      orders: [],
      mails: [],
      lines: [],
    });
  });

  it.each([
    { args: ['-p', 'web'], orders: ['stop shop:web', 'start shop:web'] },
    { args: ['-p', 'shop:web'], orders: ['stop shop:web', 'start shop:web'] },
    { args: ['-a'], orders: ['stop shop:web', 'start shop:web', 'stop db', 'start db'] },
    { args: [], orders: [] },
  ])('restarts with $args after a bad one', async ({ args, orders }) => {
    expect((await check(programs(), [LATE], ...args)).orders).toEqual(orders);
  });

  it('mails what it did', async () => {
    const api = new FakeSupervisorApi(aProcess('web'), aProcess('db', { state: 0 }));
    const { mails } = await check(api, [LATE], '-p', 'web', '-p', 'db', '-p', 'x', '-m', 'a@b', '-n', 'one');
    expect(mails).toEqual([
      {
        to: 'a@b',
        subject: 'httpok [one] for http://host:8080/health: bad status returned',
        text: [
          'error contacting http://host:8080/health: no answer within 10 s',
          'web is in RUNNING state, restarting',
          'web restarted',
          'db not in RUNNING state, NOT restarting',
          'not restarted because they do not exist: x',
        ].join('\n'),
      },
    ]);
  });

  it('does not start what it cannot stop', async () => {
    const api = new FakeSupervisorApi(aProcess('web'));
    api.refusals.set('stop web', 'NOT_RUNNING: web');
    const { orders, lines } = await check(api, [LATE], '-a');
    expect(orders).toEqual(['stop web']);
    expect(lines.at(-1)).toBe('Failed to stop process web: NOT_RUNNING: web');
  });

  it('writes a core file first if there is a directory for it', async () => {
    const { commands, lines } = await check(
      new FakeSupervisorApi(aProcess("it's:web")),
      [LATE],
      ...['-a', '-d', '/cores'],
    );
    expect(commands).toEqual(["/usr/bin/gcore -o '/cores/it'\\''s:web' 7"]);
    expect(lines).toContain("gcore output for it's:web:\ndumped");
  });

  it.each([
    { args: ['-E', '-p', 'web'], state: 20, asked: 1 },
    { args: ['-E', '-p', 'web'], state: 0, asked: 0 },
    { args: ['-e', '-p', 'web'], state: 0, asked: 1 },
  ])('with $args in state $state asks $asked times', async ({ args, state, asked }) => {
    const api = new FakeSupervisorApi(aProcess('shop:web', { state }), aProcess('db'));
    expect((await check(api, [SAID], ...args)).asked).toBe(asked);
  });

  it.each([
    { timeout: '10', answers: [REFUSED], asked: 1, restarts: true },
    { timeout: '3', answers: [REFUSED], asked: 1, restarts: true },
    { timeout: '30', answers: [REFUSED, REFUSED, SAID], asked: 3, restarts: false },
    { timeout: '30', answers: [REFUSED, REFUSED, REFUSED], asked: 3, restarts: true },
    { timeout: '30', answers: [LATE], asked: 1, restarts: true },
  ])('tries a port where nobody listens again while there is time: $timeout s', async (given) => {
    const { asked, pauses, orders } = await check(programs(), given.answers, '-p', 'db', '-t', given.timeout);
    expect(asked).toBe(given.asked);
    expect(pauses).toEqual(Array(given.asked - 1).fill(10_000));
    expect(orders.length > 0).toBe(given.restarts);
  });
});
