import { expect, test } from 'vitest';
import { anEvent } from '../../../test/support/fake-supervisor-api.ts';
import { mailCrash } from './crashmail.ts';
import { crashmailOptions } from './crashmail-options.ts';
import type { Mail } from './mail.ts';

const CRASH = { processname: 'web', groupname: 'shop', from_state: 'RUNNING', expected: '0', pid: '7' };
const EXITED = anEvent('PROCESS_STATE_EXITED', CRASH);

async function mailsFor(event: typeof EXITED, ...args: readonly string[]): Promise<readonly Mail[]> {
  const options = crashmailOptions(args);
  if (options === null) throw new Error('no usage was asked for');
  const mails: Mail[] = [];
  const sendMail = async (mail: Mail) => {
    mails.push(mail);
  };
  await mailCrash(event, options, { sendMail, report: () => undefined, now: () => new Date(0) });
  return mails;
}

test('an unexpected exit is mailed', async () => {
  expect(await mailsFor(EXITED, '-m', 'a@b', '-o', 'host')).toEqual([
    {
      to: 'a@b',
      subject: 'host: web crashed at 1970-01-01T00:00:00.000Z',
      text: 'Process web in group shop exited unexpectedly (pid 7) from state RUNNING',
    },
  ]);
});

test.each([
  { what: 'an expected exit', event: anEvent('PROCESS_STATE_EXITED', { ...CRASH, expected: '1' }), args: [] },
  { what: 'another event', event: anEvent('PROCESS_STATE_FATAL', CRASH), args: [] },
  { what: 'another program', event: EXITED, args: ['-p', 'db', '-p', 'other:web'] },
])('$what is not', async ({ event, args }) => {
  expect(await mailsFor(event, '-m', 'a@b', ...args)).toEqual([]);
});

test.each([['web'], ['shop:web']])('%s names it', async (word) => {
  expect(await mailsFor(EXITED, '-m', 'a@b', '-p', word)).toHaveLength(1);
});

test('without an address there is no mail', async () => {
  expect(await mailsFor(EXITED)).toEqual([]);
});
