import { expect, test } from 'vitest';
import { anEvent } from '../../../test/support/fake-supervisor-api.ts';
import { FatalBatch } from './fatalmailbatch.ts';
import { fatalmailbatchOptions } from './fatalmailbatch-options.ts';
import type { Mail } from './mail.ts';

function aBatch(...args: readonly string[]): { batch: FatalBatch; mails: Mail[] } {
  const options = fatalmailbatchOptions(['-t', 'a@b', '-f', 'c@d', ...args]);
  if (options === null) throw new Error('no usage was asked for');
  const mails: Mail[] = [];
  const sendMail = async (mail: Mail) => {
    mails.push(mail);
  };
  const batch = new FatalBatch(options, { sendMail, report: () => undefined, now: () => new Date(0) });
  return { batch, mails };
}

const fatal = (name: string) => anEvent('PROCESS_STATE_FATAL', { processname: name, groupname: 'shop' });
const TICK = anEvent('TICK_60', { when: '60' });

test('what is FATAL between two ticks is one mail', async () => {
  const { batch, mails } = aBatch('-s', 'down');
  for (const event of [fatal('web'), anEvent('PROCESS_STATE_RUNNING'), fatal('db'), TICK, TICK]) {
    await batch.take(event);
  }
  const line = (name: string) =>
    `1970-01-01T00:00:00.000Z -- Process shop:${name} failed to start too many times`;
  expect(mails).toEqual([{ to: 'a@b', from: 'c@d', subject: 'down', text: `${line('web')}\n${line('db')}` }]);
});

test('the interval is counted in ticks of the right type', async () => {
  const { batch, mails } = aBatch('-i', '1.5');
  await batch.take(fatal('web'));
  for (const event of [TICK, anEvent('TICK_3600'), anEvent('TICK_5')]) await batch.take(event);
  expect(mails).toEqual([]);
  await batch.take(TICK);
  expect(mails).toHaveLength(1);
});

test('a flood is counted', async () => {
  const { batch, mails } = aBatch();
  for (let number = 0; number < 10_002; number++) await batch.take(fatal(`p${number}`));
  await batch.take(TICK);
  expect(mails[0]?.text.split('\n')).toHaveLength(10_001);
  expect(mails[0]?.text).toMatch(/:p9999 failed to start too many times\nand 2 more$/);
});
