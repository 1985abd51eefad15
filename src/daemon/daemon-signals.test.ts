import { afterEach, expect, test } from 'vitest';
import { type DaemonSignal, DaemonSignals, type SignalRequest } from './daemon-signals.ts';

const SIGNALS: readonly DaemonSignal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR2', 'SIGCHLD'];
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));

afterEach(() => {
  for (const [signal, listeners] of before) {
    for (const listener of process.listeners(signal)) {
      if (!listeners.includes(listener)) process.off(signal, listener);
    }
  }
});

/** What one life of the daemon is asked for. */
function aLife() {
  const asked: SignalRequest[] = [];
  return { asked, handle: (request: SignalRequest) => void asked.push(request) };
}

test('each signal is a request to the life of the daemon that serves', () => {
  const signals = new DaemonSignals();
  const { asked, handle } = aLife();
  signals.handleBy(handle);
  for (const signal of SIGNALS) process.emit(signal, signal);
  expect(asked).toEqual(['shutdown', 'shutdown', 'shutdown', 'restart', 'reopen-logs', 'child-exited']);
});

test('what comes before the first life waits for it, where somebody listens early', () => {
  const signals = new DaemonSignals();
  const { asked, handle } = aLife();
  signals.listen();
  process.emit('SIGTERM', 'SIGTERM');
  signals.handleBy(handle);
  process.emit('SIGHUP', 'SIGHUP');
  expect(asked).toEqual(['shutdown', 'restart']);
});

test('what comes between two lives is for the second, but for exits, which are told of otherwise', () => {
  const signals = new DaemonSignals();
  const [first, second] = [aLife(), aLife()];
  signals.handleBy(first.handle);
  signals.keep();
  for (const signal of ['SIGCHLD', 'SIGUSR2', 'SIGHUP'] as const) process.emit(signal, signal);
  expect(process.listenerCount('SIGHUP')).toBeGreaterThan(before.get('SIGHUP')?.length ?? 0);
  signals.handleBy(second.handle);
  process.emit('SIGTERM', 'SIGTERM');
  expect([first.asked, second.asked]).toEqual([[], ['reopen-logs', 'restart', 'shutdown']]);
});
