import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';

let world: TestWorld;
let directory = '';
let path = '';

beforeEach(() => {
  world = new TestWorld();
  world.addPrograms('web');
  directory = mkdtempSync(join(tmpdir(), 'vigil-'));
  path = join(directory, 'web.log');
});

afterEach(() => rmSync(directory, { recursive: true }));

const CHANNELS = [
  ['stdoutLogfile', 'supervisor.readProcessStdoutLog', 'supervisor.tailProcessStdoutLog'],
  ['stdoutLogfile', 'supervisor.readProcessLog', 'supervisor.tailProcessLog'],
  ['stderrLogfile', 'supervisor.readProcessStderrLog', 'supervisor.tailProcessStderrLog'],
] as const;

describe.each(CHANNELS)('%s by %s and %s', (channel, read, tail) => {
  test('is read in parts', async () => {
    writeFileSync(path, 'hello wörld');
    world.runtime('web')[channel] = path;
    expect(await world.call(read, 'web', 0, 0)).toBe('hello wörld');
    expect(await world.call(read, 'web', '1', '4')).toBe('ello');
    expect(await world.call(read, 'web', -3, 0)).toBe('rld');
    expect(await world.call(tail, 'web', 0, 100)).toEqual(['hello wörld', 12, false]);
    expect(await world.call(tail, 'web', 0, 3)).toEqual(['rld', 12, true]);
  });

  test('without a file there is nothing to read', async () => {
    await expect(world.call(read, 'web', 0, 0)).rejects.toThrow(/^NO_FILE$/);
    expect(await world.call(tail, 'web', 7, 1)).toEqual(['', 0, false]);
    world.runtime('web')[channel] = path;
    await expect(world.call(read, 'web', 0, 0)).rejects.toThrow(`NO_FILE: ${path}`);
    expect(await world.call(tail, 'web', 7, 1)).toEqual(['', 0, false]);
  });

  test('bad arguments, bad files and bad names are faults', async () => {
    writeFileSync(path, 'x');
    world.runtime('web')[channel] = path;
    await expect(world.call(read, 'web', 0, -1)).rejects.toThrow(/^BAD_ARGUMENTS$/);
    world.runtime('web')[channel] = directory;
    await expect(world.call(read, 'web', 0, 0)).rejects.toThrow(/^FAILED$/);
    await expect(world.call(read, 'nope', 0, 0)).rejects.toThrow('BAD_NAME: nope');
    await expect(world.call(tail, 'web:*', 0, 0)).rejects.toThrow('BAD_NAME: web:*');
  });
});

test("the daemon's own log is read in the same way", async () => {
  writeFileSync(path, 'log');
  await expect(world.call('supervisor.readLog', 0, 0)).rejects.toThrow(/^NO_FILE$/);
  world.daemon.logfile = path;
  expect(await world.call('supervisor.readMainLog', -2, 0)).toBe('og');
});

test('clearing: each process has its own outcome', async () => {
  world.addPrograms('api');
  expect(await world.call('supervisor.clearProcessLogs', 'web')).toBe(true);
  world.runtime('web').clearError = Object.assign(new Error('no'), { code: 'EACCES' });
  await expect(world.call('supervisor.clearProcessLog', 'web')).rejects.toThrow('FAILED: web');
  expect(await world.call('supervisor.clearAllProcessLogs')).toEqual([
    { name: 'web', group: 'web', status: 30, description: 'FAILED: web' },
    { name: 'api', group: 'api', status: 80, description: 'OK' },
  ]);
});
