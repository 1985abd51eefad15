import { closeSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { sampleStream } from '../../../test/support/sample-config.ts';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { LogFiles } from '../../logs/log-files.ts';
import { ReadTurns } from '../../logs/read-turns.ts';
import { WordStamper } from '../../logs/word-stamper.ts';
import { ensureFifo } from '../../os/fifo.ts';
import { openLibc } from '../../os/native.ts';
import { SharedSlots } from '../../os/shared-slots.ts';
import { ListenQueue } from './listen-queue.ts';
import { OutputStream, type StreamSurroundings } from './output-stream.ts';

const libc = openLibc();

function openStream(logfile: string, more: Partial<StreamSurroundings> = {}): OutputStream {
  const activityLog = new MemoryLog();
  return new OutputStream(
    sampleStream({ logfile: { kind: 'file', path: logfile } }),
    {
      processName: 'web',
      groupName: 'web',
      child: { pid: 0 },
      channel: 'stdout',
      source: 'program',
      fifoPath: `${logfile}.fifo`,
      fifoOwner: null,
    },
    {
      libc,
      files: new LogFiles({
        clock: new FakeClock(),
        onTrouble: (message) => activityLog.log('warn', message),
      }),
      pump: {
        buffer: new Uint8Array(0),
        readAvailable: () => 'would-block',
        growPipe: () => {},
        turns: new ReadTurns(setImmediate),
      },
      activityLog,
      syslog: () => {},
      childlogdir: '/nonexistent',
      identifier: 'supervisor',
      stripAnsi: false,
      stamper: () => new WordStamper(),
      clock: new FakeClock(),
      events: { logged: () => {}, communicated: () => {}, heard: () => 0, listenerSaid: () => {} },
      hasConsole: false,
      listenQueue: new ListenQueue(new FakeClock()),
      keptAutoLog: () => null,
      keeper: { made: () => {}, opened: () => {}, closed: () => {} },
      slots: { claim: () => null },
      ...more,
    },
  );
}

describe('clearing the log of a program that is not running', () => {
  it('empties the file, also behind a symbolic link', () =>
    withTempDir((directory) => {
      const file = join(directory, 'web.log');
      const link = join(directory, 'link.log');
      writeFileSync(file, 'what it said\n');
      symlinkSync(file, link);
      openStream(link).clearLog();
      expect(readFileSync(file, 'utf8')).toBe('');
    }));

  it('has nothing to do when the program was never started', () =>
    withTempDir((directory) => {
      const file = join(directory, 'web.log');
      openStream(file).clearLog();
      expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    }));

  it('leaves a named pipe alone', () =>
    withTempDir((directory) => {
      const pipe = join(directory, 'pipe');
      ensureFifo(libc, pipe, { mode: 0o600, owner: null });
      openStream(pipe).clearLog();
      expect(statSync(pipe).isFIFO()).toBe(true);
    }));

  it.each(['/dev/stdout', '/proc/self/fd/1'])('leaves %s alone', (path) => {
    expect(() => openStream(path).clearLog()).not.toThrow();
  });
});

it('last words for which the memory of a full file system has no room are written all the same', () =>
  withTempDir((directory) => {
    const file = join(directory, 'web.log');
    const outcomes = ['no-room', 11, 'would-block'] as const;
    let reads = 0;
    const stream = openStream(file, {
      slots: new SharedSlots(libc, directory),
      pump: {
        buffer: Buffer.from('last words\n'),
        readAvailable: () => outcomes[reads++] ?? 'would-block',
        growPipe: () => {},
        turns: new ReadTurns(setImmediate),
      },
    });
    closeSync(stream.openForChild() ?? -1);
    stream.drain();
    expect(readFileSync(file, 'utf8')).toBe('last words\n');
    stream.close();
  }));
