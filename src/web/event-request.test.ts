import { expect, test } from 'vitest';
import { readFeedRequest } from './event-request.ts';

test('without words everything but logs is sent', () => {
  const request = readFeedRequest('/events', {});
  expect([...(request?.types ?? [])]).toEqual(['state', 'config', 'log']);
  expect(request).toMatchObject({ logs: [], lastEventId: null });
});

test('logs are named by process and stream', () => {
  const target = '/events?types=log&logs=web:web:stdout,web:two:stderr,db,a%3Ab,c:stderr';
  expect(readFeedRequest(target, {})?.logs).toEqual([
    { group: 'web', process: 'web', channel: 'stdout' },
    { group: 'web', process: 'two', channel: 'stderr' },
    { group: 'db', process: 'db', channel: 'stdout' },
    { group: 'a', process: 'b', channel: 'stdout' },
    { group: 'c', process: 'c', channel: 'stderr' },
  ]);
});

test('a log that has a comma in its name is named alone', () => {
  expect(readFeedRequest('/events?logs=db&log=a,b:c,d:stderr&log=e', {})?.logs).toEqual([
    { group: 'db', process: 'db', channel: 'stdout' },
    { group: 'a,b', process: 'c,d', channel: 'stderr' },
    { group: 'e', process: 'e', channel: 'stdout' },
  ]);
});

test('logs that no type asks for are not followed', () => {
  expect(readFeedRequest('/events?types=state&logs=web', {})?.logs).toEqual([]);
});

test.each([
  '/events?types=state,nonsense',
  '/events?logs=web:*:stdout',
  `/events?logs=${'web,'.repeat(101)}`,
])('%s makes no sense', (target) => {
  expect(readFeedRequest(target, {})).toBeNull();
});

test.each([
  ['12', 12],
  ['x', null],
  ['-1', null],
  ['99999999999999999999', null],
])('Last-Event-ID %s', (header, expected) => {
  expect(readFeedRequest('/events', { 'last-event-id': header })?.lastEventId).toBe(expected);
});

test('what a page knows of stands in the address, until the browser has something newer', () => {
  expect(readFeedRequest('/events?after=12', {})?.lastEventId).toBe(12);
  expect(readFeedRequest('/events?after=12', { 'last-event-id': '15' })?.lastEventId).toBe(15);
});
