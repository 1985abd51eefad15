import { expect, it } from 'vitest';
import { relayTo } from './output-relay.ts';

const EVENT = { name: 'PROCESS_LOG_STDERR', serial: 1, payload: '' };

it('prints each line with the process and the channel before it', () => {
  const printed: string[] = [];
  const handler = relayTo((text) => printed.push(text));
  expect(handler(EVENT, 'processname:web groupname:g pid:5 channel:stderr\none\n\ntwo: 2\n')).toBe(true);
  expect(printed).toEqual(['web stderr | one\nweb stderr | \nweb stderr | two: 2\nweb stderr | \n']);
  expect(() => handler(EVENT, 'OK')).toThrow('no line of headers');
});
