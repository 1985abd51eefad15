import { expect, it } from 'vitest';
import { PastRecord, type StopRequester } from './past-record.ts';

/** Who wanted it down, one after the other; with `!`, when nothing was left to stop. */
it.each<[string, readonly (StopRequester | `${StopRequester}!`)[], Partial<PastRecord>]>([
  ['a shutdown stops it', ['shutdown'], { stoppedByShutdown: true, isRestarting: false }],
  ['a shutdown finds it down', ['shutdown!'], { stoppedByShutdown: false }],
  ['a shutdown stops it, and is over with it', ['shutdown', 'shutdown!'], { stoppedByShutdown: true }],
  [
    'an operator wants it down, and a shutdown finds it so',
    ['operator', 'shutdown!'],
    { stoppedByShutdown: false },
  ],
  ['an operator wants down what a shutdown stops', ['shutdown', 'operator!'], { stoppedByShutdown: false }],
  ['it is to be restarted', ['restart'], { isRestarting: true, stoppedByShutdown: false }],
  ['a restart finds it down', ['restart!'], { isRestarting: false }],
  ['a restart asks again while it goes down', ['restart', 'restart!'], { isRestarting: true }],
  ['a restart asks for it while an operator stops it', ['operator', 'restart!'], { isRestarting: false }],
  ['an operator stops what is being restarted', ['restart', 'operator!'], { isRestarting: false }],
  [
    'a shutdown comes into a restart',
    ['restart', 'shutdown!'],
    { isRestarting: true, stoppedByShutdown: false },
  ],
])('remembers why it is down when %s', (_, wishes, expected) => {
  const past = new PastRecord();
  for (const wish of wishes) {
    past.stopRequested(wish.replace('!', '') as StopRequester, !wish.endsWith('!'));
  }
  expect(past).toMatchObject(expected);
  past.startRequested();
  expect(past).toMatchObject({ stoppedByShutdown: false, isRestarting: false });
});
