import { expect, test } from 'vitest';
import { descriptorsOf, type Handover, keepingDescriptors } from './handover.ts';

const HANDOVER: Handover = {
  format: 1,
  version: '1.0.0',
  pidfile: '/run/app.pid',
  lock: [3, 4],
  servers: [
    ['unix:/run/app.sock', { listening: 5, connections: [6, 7] }],
    ['127.0.0.1:9001', { listening: 8, connections: [9] }],
  ],
  sockets: [['tcp://:80', 10]],
  directory: '/',
  isInBackground: true,
  isGuarded: false,
  originalOpenFiles: null,
  before: { path: '/usr/bin/node', argv: ['node', 'vigild'] },
  failure: null,
};

test('every descriptor is handed on', () => {
  expect(descriptorsOf(HANDOVER)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
});

test('what became something else is not handed on again', () => {
  const gone = new Set([6, 8, 10]);
  const kept = keepingDescriptors(HANDOVER, (fd) => !gone.has(fd));
  expect(kept.servers).toEqual([['unix:/run/app.sock', { listening: 5, connections: [7] }]]);
  expect(descriptorsOf(kept)).toEqual([3, 4, 5, 7]);
  expect(kept.before).toEqual(HANDOVER.before);
});
