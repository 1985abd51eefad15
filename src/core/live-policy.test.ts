import { describe, expect, it } from 'vitest';
import { POLICY } from '../../test/support/process-life.ts';
import { underNewPolicy } from './live-policy.ts';
import { INITIAL_STATE, type ProcessState } from './process-state.ts';
import type { ProgramPolicy } from './restart-policy.ts';
import { milliseconds, monotonicTime, pid } from './units.ts';

const { history } = INITIAL_STATE;
const child = { pid: pid(7), spawnedAt: monotonicTime(100), history };
const deadline = monotonicTime(5000);

describe('a policy that changes', () => {
  it.each<[string, ProcessState, Partial<ProgramPolicy>, number | null]>([
    [
      'startsecs counts from the spawn',
      { name: 'STARTING', ...child, deadline },
      { startsecs: milliseconds(60_000) },
      60_100,
    ],
    ['other keys leave a start alone', { name: 'STARTING', ...child, deadline }, { startretries: 9 }, 5000],
    [
      'stopwaitsecs moves the moment of SIGKILL',
      { name: 'STOPPING', ...child, deadline },
      { stopwaitsecs: milliseconds(30_000) },
      25_000,
    ],
    ['other keys leave a stop alone', { name: 'STOPPING', ...child, deadline }, { startretries: 9 }, 5000],
    [
      'a restart that is held back is given up without autorestart',
      { name: 'EXITED', deadline, history: { ...history, exitCode: 1 } },
      { autorestart: false },
      null,
    ],
    [
      'an exit code that is expected now is not answered',
      { name: 'EXITED', deadline, history: { ...history, exitCode: 1 } },
      { exitcodes: [0, 1] },
      null,
    ],
    [
      'a restart that is still wanted stays',
      { name: 'EXITED', deadline, history: { ...history, exitCode: 1 } },
      { autorestart: true },
      5000,
    ],
    ['the wait between attempts stays', { name: 'BACKOFF', deadline, history }, { startretries: 0 }, 5000],
  ])('%s', (_, state, changes, expected) => {
    const next = underNewPolicy(state, { previous: POLICY, policy: { ...POLICY, ...changes } });
    expect(next).toEqual({ ...state, deadline: expected === null ? null : monotonicTime(expected) });
    if ('deadline' in state && state.deadline === expected) expect(next).toBe(state);
  });
});
