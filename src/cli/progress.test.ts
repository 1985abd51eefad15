import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordedOutput } from '../../test/support/cli-session.ts';
import { FakeClient, result } from '../../test/support/fake-client.ts';
import { showingProgress, type Task } from './progress.ts';
import type { ProcessInfo } from './rpc-results.ts';
import { Session } from './session.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function infos(count: number, running: number): readonly ProcessInfo[] {
  return Array.from({ length: count }, (_, index) => ({
    group: index % 2 === 0 ? 'even' : 'odd',
    name: `p${index}`,
    state: index < running ? 20 : 10,
    statename: '',
    description: '',
    pid: 1,
    start: 0,
    stop: 0,
    now: 0,
    exitStatus: 0,
    spawnError: '',
    stdoutLog: '',
    stderrLog: '',
  }));
}

const STARTING: Task = { done: 'started', isDone: ({ state }) => state === 20, group: null };

interface Watched {
  /** Each text in turn; empty where the line was taken away. */
  readonly shown: readonly string[];
  /** How often the daemon was asked. */
  readonly looks: number;
}

/** Lets a call last so long, and sees what is shown meanwhile. Running processes grow by ten with each look. */
async function watch(
  milliseconds: number,
  { isTerminal = true, count = 40, task = STARTING as Task | null } = {},
): Promise<Watched> {
  const shown: string[] = [];
  let looks = 0;
  const output = {
    ...recordedOutput().output,
    isTerminal,
    transient: (text: string) => void shown.push(text),
  };
  const methods = {
    'supervisor.getAllProcessInfo': () => {
      looks++;
      return result(infos(count, looks * 10));
    },
  };
  const session = new Session({
    program: 'vigilctl',
    serverUrl: 'unix:///x',
    credentials: { username: null, password: null },
    output,
    isInteractive: false,
    connect: (url) => new FakeClient(url, { methods }),
    openPrompter: () => Promise.reject(new Error('asked')),
    diagnose: async () => [],
  });
  const reply = new Promise<string>((resolve) => setTimeout(resolve, milliseconds, 'reply'));
  const outcome = showingProgress(session, task, reply);
  await vi.advanceTimersByTimeAsync(milliseconds);
  expect(await outcome).toBe('reply');
  return { shown, looks };
}

describe('progress', () => {
  it('tells how many are done, anew every half second, and vanishes', async () => {
    expect((await watch(1700)).shown).toEqual([
      'started 10 of 40',
      'started 20 of 40',
      'started 30 of 40',
      '',
    ]);
  });

  it('counts only the group that is concerned', async () => {
    expect((await watch(600, { task: { ...STARTING, group: 'odd' } })).shown).toEqual([
      'started 5 of 20',
      '',
    ]);
  });

  it.each([
    ['less than half a second passes', 400, {}],
    ['stdout is no terminal', 5000, { isTerminal: false }],
    ['the action takes no time', 5000, { task: null }],
  ])('asks and shows nothing when %s', async (_, milliseconds, options) => {
    const { shown, looks } = await watch(milliseconds, options);
    expect(shown.filter((text) => text !== '')).toEqual([]);
    expect(looks).toBe(0);
  });

  it('shows nothing for few processes', async () => {
    expect((await watch(1700, { count: 9 })).shown.filter((text) => text !== '')).toEqual([]);
  });
});
