import { expect, test } from 'vitest';
import { serviceSurroundings } from './service-notifier.ts';

const own = String(process.pid);

test.each([
  [{}, { socket: null, watchdog: null }],
  [{ NOTIFY_SOCKET: '/run/notify' }, { socket: '/run/notify', watchdog: null }],
  [{ NOTIFY_SOCKET: '@abstract' }, { socket: '@abstract', watchdog: null }],
  [{ NOTIFY_SOCKET: 'vsock:2:1234' }, { socket: null, watchdog: null }],
  [
    { NOTIFY_SOCKET: '/s', WATCHDOG_USEC: '30000000' },
    { socket: '/s', watchdog: 30_000 },
  ],
  [
    { NOTIFY_SOCKET: '/s', WATCHDOG_USEC: '1000', WATCHDOG_PID: own },
    { socket: '/s', watchdog: 1 },
  ],
  [
    { NOTIFY_SOCKET: '/s', WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' },
    { socket: '/s', watchdog: null },
  ],
  [
    { NOTIFY_SOCKET: '/s', WATCHDOG_USEC: 'soon' },
    { socket: '/s', watchdog: null },
  ],
])('%j tells %j', (variables, expected) => {
  expect(serviceSurroundings(new Map(Object.entries(variables)))).toEqual(expected);
});
