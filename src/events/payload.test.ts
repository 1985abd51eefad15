import { describe, expect, it } from 'vitest';
import type { StateChange } from '../core/process-effect.ts';
import {
  communicationPayload,
  envelope,
  groupPayload,
  logPayload,
  remotePayload,
  statePayload,
  tickPayload,
} from './payload.ts';

const identity = { process: 'cat', group: 'pets' };
const origin = { ...identity, pid: 7, channel: 'stderr' as const };

describe('the text of a state', () => {
  it.each<[StateChange['to'], string]>([
    ['STARTING', 'tries:2'],
    ['BACKOFF', 'tries:2'],
    ['RUNNING', 'pid:7'],
    ['EXITED', 'expected:1 pid:7'],
    ['STOPPING', 'pid:7'],
    ['STOPPED', 'pid:7'],
  ])('%s tells %s', (to, extra) => {
    const change: StateChange = { from: 'RUNNING', to, pid: 7, tries: 2, expected: true };
    expect(statePayload(identity, change)).toBe(`processname:cat groupname:pets from_state:RUNNING ${extra}`);
  });

  it.each<StateChange['to']>(['FATAL', 'UNKNOWN'])('%s tells nothing more', (to) => {
    const change: StateChange = { from: 'BACKOFF', to, pid: 7, tries: 2, expected: true };
    expect(statePayload(identity, change)).toBe('processname:cat groupname:pets from_state:BACKOFF');
  });
});

describe('other texts', () => {
  it.each([
    [
      'output',
      logPayload(origin, Buffer.from('é\n')),
      'processname:cat groupname:pets pid:7 channel:stderr\né\n',
    ],
    [
      'a message',
      communicationPayload(origin, Buffer.from('hi')),
      'processname:cat groupname:pets pid:7\nhi',
    ],
    [
      'bytes',
      communicationPayload(origin, Buffer.from([0x88, 0x0a])),
      "processname:cat groupname:pets pid:7\nUndecodable: b'\\x88\\n'",
    ],
    ['a remote message', remotePayload('greeting', 'hello\nthere'), 'type:greeting\nhello\nthere'],
    ['a group', groupPayload('pets'), 'groupname:pets\n'],
    ['a tick', tickPayload(1_700_000_005), 'when:1700000005'],
  ])('%s', (_, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('the envelope', () => {
  it.each([
    ['plain', 'when:5', 6],
    ['empty', '', 0],
    ['two bytes in UTF-8', 'é', 1],
    ['two UTF-16 units', '😀x', 2],
    ['half a pair', '\ud83dx', 2],
  ])('counts code points: %s', (_, payload, length) => {
    const facts = {
      server: 'supervisor',
      serial: 21,
      pool: 'ear',
      poolSerial: 10,
      eventName: 'TICK_5',
      payload,
    };
    expect(envelope(facts)).toBe(
      `ver:3.0 server:supervisor serial:21 pool:ear poolserial:10 eventname:TICK_5 len:${length}\n${payload}`,
    );
  });
});
