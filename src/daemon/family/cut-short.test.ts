import { expect, test } from 'vitest';
import { readProcess } from '../../os/process-table.ts';
import { cutShortStart, isOfCutShortStart } from './cut-short.ts';

test('a start is known by the name that the kernel gives to what the command runs', () => {
  expect(cutShortStart("'/opt/my servers/a-long-name-server' -d", 7)).toEqual({
    sinceTicks: 7,
    name: 'a-long-name-ser',
  });
  expect(cutShortStart('"', 7)).toBeNull();
});

test('what it left begins with it, under its name, outside of the sessions of others', () => {
  const self = readProcess(process.pid);
  const parent = readProcess(process.ppid);
  if (self === null || parent === null) throw new Error('/proc does not show this process');
  // It is not marked, and has come to who is above this process.
  const left = { ...self, session: self.pid, parent: parent.pid };
  const start = { sinceTicks: self.startTicks, name: self.name };
  expect(isOfCutShortStart(left, start)).toBe(true);
  expect(isOfCutShortStart(left, { ...start, name: 'another' })).toBe(false);
  expect(isOfCutShortStart(left, { ...start, sinceTicks: self.startTicks + 1 })).toBe(false);
  expect(isOfCutShortStart(left, { ...start, sinceTicks: self.startTicks - 301 })).toBe(false);
  expect(isOfCutShortStart({ ...left, session: parent.pid }, start)).toBe(false);
  expect(isOfCutShortStart({ ...left, parent: self.pid }, start)).toBe(false);
});
