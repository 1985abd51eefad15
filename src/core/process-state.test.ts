import { expect, it } from 'vitest';
import { INITIAL_STATE, isWantedUp, type ProcessState } from './process-state.ts';
import { monotonicTime, pid } from './units.ts';

const { history } = INITIAL_STATE;
const soon = monotonicTime(1000);
const child = { pid: pid(7), spawnedAt: monotonicTime(0), history };

it.each<[string, ProcessState, { readonly autostart: boolean }, boolean]>([
  ['runs', { name: 'RUNNING', ...child }, { autostart: false }, true],
  ['is on its way', { name: 'BACKOFF', history, deadline: soon }, { autostart: false }, true],
  ['is stopped', { name: 'STOPPING', ...child, deadline: soon }, { autostart: true }, false],
  ['was stopped, or never started', { name: 'STOPPED', history }, { autostart: true }, false],
  ['exited, to stay so', { name: 'EXITED', history, deadline: null }, { autostart: true }, false],
  ['exited, and is held back', { name: 'EXITED', history, deadline: soon }, { autostart: false }, true],
  [
    'exited, and waits for what it left',
    { name: 'CLEARING', as: 'EXITED', startAt: soon, history },
    { autostart: false },
    true,
  ],
  ['was given up on', { name: 'FATAL', history }, { autostart: true }, true],
  ['was given up on, started by hand', { name: 'FATAL', history }, { autostart: false }, false],
])('says of a process that %s whether it is meant to be up', (_, state, { autostart }, expected) => {
  expect(isWantedUp(state, autostart)).toBe(expected);
});
