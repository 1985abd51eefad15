import { describe, expect, it } from 'vitest';
import { aProcess, FakeSupervisorApi } from '../../../test/support/fake-supervisor-api.ts';
import type { Mail } from './mail.ts';
import { checkMemory, limitOf } from './memmon.ts';
import { type MemmonOptions, memmonOptions } from './memmon-options.ts';

function options(...args: readonly string[]): MemmonOptions {
  const read = memmonOptions(args);
  if (read === null) throw new Error('no usage was asked for');
  return read;
}

describe('the limit of a process', () => {
  it.each([
    { args: ['-p', 'web=5'], limit: 5 },
    { args: ['-p', 'shop:web=5'], limit: 5 },
    { args: ['-p', 'web:shop=5'], limit: null },
    { args: ['-p', 'shop=5'], limit: null },
    { args: ['-g', 'shop=5'], limit: 5 },
    { args: ['-g', 'web=5'], limit: null },
    { args: ['-a', '5'], limit: 5 },
    { args: ['-p', 'web=5', '-g', 'shop=4', '-a', '6'], limit: 4 },
    { args: ['-p', 'web=0', '-a', '6'], limit: 0 },
  ])('shop:web under $args', ({ args, limit }) => {
    expect(limitOf(aProcess('shop:web'), options(...args))).toBe(limit);
  });
});

describe('a check', () => {
  async function check(api: FakeSupervisorApi, memory: number | null, ...args: readonly string[]) {
    const [mails, lines]: [Mail[], string[]] = [[], []];
    await checkMemory(options(...args), {
      api,
      memoryOf: () => memory,
      self: { group: 'memmon', name: 'memmon' },
      sendMail: async (mail) => {
        mails.push(mail);
      },
      report: (line) => lines.push(line),
      now: () => new Date(0),
    });
    return { orders: api.orders, mails, lines };
  }

  it('restarts what is above its limit, and mails it', async () => {
    const api = new FakeSupervisorApi(aProcess('shop:web'), aProcess('other'));
    expect(await check(api, 6, '-g', 'shop=5', '-m', 'a@b')).toEqual({
      orders: ['stop shop:web', 'start shop:web'],
      mails: [
        {
          to: 'a@b',
          subject: 'memmon: restarted process shop:web',
          text: 'shop:web was restarted at 1970-01-01T00:00:00.000Z after 100 s: too much memory (RSS 6 bytes, limit 5).',
        },
      ],
      lines: ['restarted process: shop:web (RSS 6 bytes, limit 5)'],
    });
  });

  it.each([
    { what: 'at the limit', process: aProcess('web'), memory: 5 },
    { what: 'gone meanwhile', process: aProcess('web'), memory: null },
    { what: 'not running', process: aProcess('web', { state: 0, pid: 0 }), memory: 6 },
    { what: 'stopping', process: aProcess('web', { state: 40 }), memory: 6 },
    { what: 'this listener', process: aProcess('memmon'), memory: 6 },
  ])('leaves alone what is $what', async ({ process, memory }) => {
    expect(await check(new FakeSupervisorApi(process), memory, '-a', '5')).toMatchObject({ orders: [] });
  });

  it.each([
    { uptime: '99', mailed: 0 },
    { uptime: '100', mailed: 1 },
  ])('mails with -u $uptime $mailed times about 100 s', async ({ uptime, mailed }) => {
    const { mails, orders } = await check(
      new FakeSupervisorApi(aProcess('web')),
      6,
      ...['-a', '5', '-m', 'a@b', '-u', uptime],
    );
    expect(mails).toHaveLength(mailed);
    expect(orders).toEqual(['stop web', 'start web']);
  });

  it('does not start what it cannot stop, and goes on', async () => {
    const api = new FakeSupervisorApi(aProcess('one'), aProcess('two'));
    api.refusals.set('stop one', 'NOT_RUNNING: one');
    const { mails, orders } = await check(api, 6, '-a', '5', '-m', 'a@b', '-n', 'x');
    expect(orders).toEqual(['stop one', 'stop two', 'start two']);
    expect(mails[0]).toEqual({
      to: 'a@b',
      subject: 'memmon [x]: failed to stop process one',
      text: 'Cannot stop one (RSS 6 bytes, limit 5): NOT_RUNNING: one',
    });
  });

  it('always mails that a process does not come back', async () => {
    const api = new FakeSupervisorApi(aProcess('one'));
    api.refusals.set('start one', 'SPAWN_ERROR: one');
    const { mails } = await check(api, 6, '-a', '5', '-m', 'a@b', '-u', '1');
    expect(mails).toMatchObject([{ subject: 'memmon: failed to start process one' }]);
  });
});
