import { execFileSync } from 'node:child_process';
import { constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import { fileDescriptor } from '../../core/units.ts';
import { LogFiles } from '../../logs/log-files.ts';
import { OutputChannel } from '../../logs/output-channel.ts';
import { ReadTurns } from '../../logs/read-turns.ts';
import { openReadEnd, readAvailable } from '../../os/fifo.ts';
import { openLibc } from '../../os/native.ts';
import { ListenQueue } from './listen-queue.ts';

const libc = openLibc();

it('reads what was written before its turn came, and a channel that was drained first loses nothing', () =>
  withTempDir(async (directory) => {
    const clock = new FakeClock();
    const queue = new ListenQueue(clock);
    const files = new LogFiles({ clock, onTrouble: () => {} });
    const open = (name: string) => {
      const path = join(directory, name);
      execFileSync('mkfifo', [path]);
      const fd = openReadEnd(path);
      const writer = fileDescriptor(openSync(path, constants.O_RDWR));
      const channel = new OutputChannel({
        processName: name,
        channel: 'stdout',
        source: 'program',
        file: files.open(`${path}.log`, { maxBytes: 0, backups: 0 }),
        syslog: null,
        stripAnsi: false,
        capture: null,
        activityLog: new MemoryLog(),
        fd,
        slot: null,
        pump: {
          buffer: new Uint8Array(65_536),
          readAvailable: (from, buffer) => readAvailable(libc, from, buffer),
          growPipe: () => {},
          turns: new ReadTurns(setImmediate),
        },
        onClosed: () => {},
      });
      queue.add(channel);
      writeSync(writer, `${name} was here\n`);
      return { channel, logged: () => readFileSync(`${path}.log`, 'utf8') };
    };
    const patient = open('patient');
    const brief = open('brief');
    brief.channel.drainNow();
    expect([patient.logged(), brief.logged()]).toEqual(['', 'brief was here\n']);
    brief.channel.close();
    clock.settle();
    await waitUntil('the line in the log', () => patient.logged() === 'patient was here\n');
    patient.channel.close();
    expect(clock.pendingTimers).toBe(0);
  }));

it('a channel that cannot listen keeps no other from it', () => {
  const clock = new FakeClock();
  const queue = new ListenQueue(clock);
  const heard: number[] = [];
  const channel = (number: number) => ({
    listen: () => {
      heard.push(number);
      if (number === 1) throw new Error('no room');
    },
  });
  for (const number of [1, 2, 3]) queue.add(channel(number));
  expect(() => clock.settle()).toThrow('no room');
  clock.settle();
  expect(heard).toEqual([1, 2, 3]);
  expect(clock.pendingTimers).toBe(0);
});
