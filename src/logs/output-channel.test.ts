import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { fileDescriptor, wallClockTime } from '../core/units.ts';
import { LineStamp } from './line-stamp.ts';
import { STAMPED_AT_ONCE } from './line-stamper.ts';
import { LogFiles } from './log-files.ts';
import { OutputChannel, type OutputChannelOptions, PUMP_BUFFER_SIZE, type Pump } from './output-channel.ts';
import type { OutputLeftover, OutputSlot } from './output-slot.ts';
import { ReadTurns } from './read-turns.ts';
import { StampedLog } from './stamped-log.ts';
import { WordStamper } from './word-stamper.ts';

let directory: TempDir;
let grown: number;
let pump: Pump;
let clock: FakeClock;
let files: LogFiles;
/** Written to a pipe whole or not at all. Source: POSIX, PIPE_BUF. */
const PAGE = Buffer.alloc(4096);

const channels: OutputChannel[] = [];
const descriptors: number[] = [];

beforeEach(() => {
  directory = makeTempDir();
  grown = 0;
  pump = {
    buffer: Buffer.alloc(PUMP_BUFFER_SIZE),
    readAvailable: readOrWouldBlock,
    growPipe: () => {
      grown += 1;
    },
    turns: new ReadTurns(setImmediate),
  };
  clock = new FakeClock();
  files = new LogFiles({ clock, onTrouble: () => {} });
});

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  for (const fd of descriptors.splice(0)) closeSync(fd);
  directory.remove();
});

function readOrWouldBlock(fd: number, buffer: Uint8Array): number | 'would-block' | 'end' {
  try {
    return readSync(fd, buffer) || 'end';
  } catch {
    // EAGAIN, the only error that an open pipe has.
    return 'would-block';
  }
}

interface Stream {
  readonly channel: OutputChannel;
  /** The program's end. */
  readonly writer: number;
  readonly logfile: string;
  readonly closedCount: () => number;
}

function openStream(name: string, options: Partial<OutputChannelOptions> = {}): Stream {
  const path = join(directory.path, name);
  execFileSync('mkfifo', [path]);
  const fd = fileDescriptor(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const writer = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  descriptors.push(writer);
  const logfile = join(directory.path, `${name}.log`);
  let closed = 0;
  const channel = new OutputChannel({
    processName: name,
    channel: 'stdout',
    source: 'program',
    file: files.open(logfile, { maxBytes: 0, backups: 0 }),
    syslog: null,
    stripAnsi: false,
    capture: null,
    activityLog: new MemoryLog(),
    fd,
    pump,
    slot: null,
    onClosed: () => {
      closed += 1;
    },
    ...options,
  });
  channel.listen();
  channels.push(channel);
  return { channel, writer, logfile, closedCount: () => closed };
}

function closeWriter(stream: Stream): void {
  descriptors.splice(descriptors.indexOf(stream.writer), 1);
  closeSync(stream.writer);
}

const logged = (stream: Stream) => readFileSync(stream.logfile, 'utf8');

describe('the pump', () => {
  test('output reaches the file by itself, and the end of the stream closes the channel once', async () => {
    const stream = openStream('web');
    writeSync(stream.writer, 'hello\n');
    await waitUntil('the output in the log', () => logged(stream) === 'hello\n');
    writeSync(stream.writer, 'last words');
    closeWriter(stream);
    await waitUntil('the end', () => stream.closedCount() === 1);
    expect(logged(stream)).toBe('hello\nlast words');
    expect(stream.channel.isClosed).toBe(true);
    stream.channel.close();
    expect(stream.closedCount()).toBe(1);
  });

  test('channels share one buffer and do not mix their bytes', async () => {
    const streams = ['one', 'two', 'three'].map((name) => openStream(name));
    for (let round = 0; round < 20; round += 1) {
      for (const [index, stream] of streams.entries()) writeSync(stream.writer, `${index}`.repeat(1000));
    }
    await waitUntil('all output', () => streams.every((stream) => logged(stream).length === 20_000));
    for (const [index, stream] of streams.entries()) expect(logged(stream)).toBe(`${index}`.repeat(20_000));
  });

  test('without a file, output is read and thrown away', async () => {
    const stream = openStream('web', { file: null });
    for (let round = 0; round < 100; round += 1) {
      await waitUntil('room in the pipe', () => tryWrite(stream.writer, PAGE));
    }
    closeWriter(stream);
    await waitUntil('the end', () => stream.closedCount() === 1);
    expect(stream.channel.isClosed).toBe(true);
  });

  test('a subscriber sees chunks while it is subscribed', async () => {
    const stream = openStream('web');
    const seen: string[] = [];
    const subscriber = (chunk: Uint8Array): void => {
      seen.push(Buffer.from(chunk).toString());
    };
    stream.channel.subscribe(subscriber);
    writeSync(stream.writer, 'seen');
    await waitUntil('the chunk', () => seen.length > 0);
    stream.channel.unsubscribe(subscriber);
    writeSync(stream.writer, ', unseen');
    await waitUntil('the output in the log', () => logged(stream) === 'seen, unseen');
    expect(seen).toEqual(['seen']);
  });

  test('a pipe from which more than half comes at once is made larger, once', async () => {
    const stream = openStream('web');
    const most = 40_000;
    writeSync(stream.writer, 'little');
    await waitUntil('the little', () => logged(stream).length === 6);
    expect(grown).toBe(0);
    for (let round = 1; round <= 2; round += 1) {
      expect(tryWrite(stream.writer, Buffer.alloc(most))).toBe(true);
      await waitUntil('the output in the log', () => logged(stream).length === 6 + round * most);
    }
    expect(grown).toBe(1);
  });

  test('a flood from one program does not starve another', async () => {
    const flood = openStream('flood', { file: null });
    const quiet = openStream('quiet');
    const chunk = Buffer.alloc(65_536);
    let isFlooding = true;
    // Refills the pipe whenever it is read, in the very callback: more than any program can do.
    flood.channel.subscribe(() => {
      if (isFlooding) tryWrite(flood.writer, chunk);
    });
    writeSync(flood.writer, chunk);
    writeSync(quiet.writer, 'heard');
    await waitUntil('the quiet one', () => logged(quiet) === 'heard');
    isFlooding = false;
    expect(logged(quiet)).toBe('heard');
  });
});

test('a turn of the event loop reads only a few buffers of a stream that has more', async () => {
  const small = { ...pump, buffer: Buffer.alloc(1024) };
  const stream = openStream('web', { pump: small });
  let inThisTurn = 0;
  let most = 0;
  let received = 0;
  stream.channel.subscribe((chunk) => {
    received += chunk.byteLength;
    inThisTurn += 1;
    most = Math.max(most, inThisTurn);
    setImmediate(() => {
      inThisTurn = 0;
    });
  });
  const whole = Buffer.alloc(40_000);
  expect(tryWrite(stream.writer, whole)).toBe(true);
  await waitUntil('all output', () => received === whole.byteLength);
  expect(most).toBe(4);
  expect(logged(stream)).toHaveLength(whole.byteLength);
});

describe('back-pressure', () => {
  test('a channel whose log is a slow pipe reads no more, and goes on without a loss', async () => {
    const slow = join(directory.path, 'slow');
    execFileSync('mkfifo', [slow]);
    const reader = openSync(slow, constants.O_RDONLY | constants.O_NONBLOCK);
    descriptors.push(reader);
    const file = files.open(slow, { maxBytes: 0, backups: 0 });
    const stream = openStream('web', { file });
    let sent = 0;
    const send = (): void => {
      while (tryWrite(stream.writer, PAGE)) sent += PAGE.byteLength;
    };
    await waitUntil('the slow pipe to be full', () => {
      send();
      return file.isCongested;
    });
    send();
    const sentBeforeReading = sent;
    await nextTurns();
    send();
    expect(sent).toBe(sentBeforeReading);
    let received = 0;
    await waitUntil(
      'everything',
      () => {
        received += readEverything(reader);
        clock.advance(10);
        return received === sent;
      },
      { every: 1, within: 8_000 },
    );
    expect(file.lostBytes).toBe(0);
  });
});

describe('drainNow', () => {
  test('takes what the pipe holds at once, and stays open for a descendant', async () => {
    const stream = openStream('web');
    writeSync(stream.writer, 'last words\n');
    stream.channel.drainNow();
    expect(logged(stream)).toBe('last words\n');
    expect(stream.channel.isClosed).toBe(false);
    writeSync(stream.writer, 'a descendant speaks\n');
    await waitUntil('the descendant', () => logged(stream) === 'last words\na descendant speaks\n');
  });

  test('closes at the end of the stream', () => {
    const stream = openStream('web');
    writeSync(stream.writer, 'last words\n');
    closeWriter(stream);
    stream.channel.drainNow();
    expect(logged(stream)).toBe('last words\n');
    expect(stream.closedCount()).toBe(1);
    stream.channel.drainNow();
    expect(stream.closedCount()).toBe(1);
  });

  test('gives back what capture held', () => {
    const capture = { maxBytes: 100, onMessage: () => {} };
    const stream = openStream('web', { capture });
    writeSync(stream.writer, 'post <!--XSUP');
    stream.channel.drainNow();
    expect(logged(stream)).toBe('post <!--XSUP');
  });

  test('a descendant that floods the pipe does not keep it for ever', () => {
    let reads = 0;
    const endless: Pump = {
      ...pump,
      readAvailable: (_, buffer) => (reads++ < 1e6 ? buffer.byteLength : 'end'),
    };
    const stream = openStream('web', { file: null, pump: endless });
    stream.channel.drainNow();
    expect(reads).toBe(16);
    expect(stream.channel.isClosed).toBe(false);
  });
});

test('who subscribed sees what the program wrote, and only the file has the stamps', () => {
  const log = new StampedLog({
    target: files.open(join(directory.path, 'web.log'), { maxBytes: 0, backups: 0 }),
    stamp: new LineStamp('utc'),
    stamper: new WordStamper(),
    clock: { wallNow: () => wallClockTime(0) },
    isNewRun: true,
  });
  const stream = openStream('web', { file: log, stripAnsi: true });
  let seen = '';
  stream.channel.subscribe((chunk) => {
    seen += Buffer.from(chunk).toString();
  });
  writeSync(stream.writer, 'o\x1b[1mne\n\x1b[0m\ntwo');
  stream.channel.drainNow();
  expect(seen).toBe('one\n\ntwo');
  expect(logged(stream)).toBe(seen.replaceAll(/^/gm, '1970-01-01T00:00:00.000Z '));
  expect(stream.channel.receivedBytes).toBe(16);
});

describe('a stamped log after a kill', () => {
  const AT = '2026-01-31T12:00:00.000Z ';
  const LATER = '2026-01-31T12:00:05.000Z ';
  const NOON = Date.UTC(2026, 0, 31, 12);
  const stamped = (path: string): StampedLog =>
    new StampedLog({
      target: files.open(path, { maxBytes: 0, backups: 0 }),
      stamp: new LineStamp('utc'),
      stamper: new WordStamper(),
      clock: { wallNow: () => wallClockTime(NOON + 5000) },
      isNewRun: false,
    });

  /** As an earlier daemon left it. */
  function slotWith(
    text: string,
    found: Partial<Pick<OutputSlot, 'wasInsideLine'>> & { begun: Begun },
  ): OutputSlot {
    const data = Buffer.alloc(1024);
    data.write(text);
    return {
      data,
      wasInsideLine: found.wasInsideLine ?? null,
      begin: () => {},
      stampWith: () => {},
      done: (length) => data.fill(0, 0, length),
      leftover: () => ({ length: text.length, begun: found.begun }),
      release: () => {},
    };
  }
  type Begun = OutputLeftover['begun'];
  const stampedFrom = (manner: 'stamped' | 'stamped-inside', logSize: number): Begun => ({
    manner,
    logSize,
    logInode: null,
    stampedAt: wallClockTime(NOON),
  });

  test('is told of no more than is written in one piece', () => {
    const lengths: number[] = [];
    const slot = {
      ...slotWith('', { begun: null }),
      data: Buffer.alloc(4 * STAMPED_AT_ONCE),
      done: () => {},
      leftover: () => null,
      begin: (length: number) => lengths.push(length),
    };
    const file = stamped(join(directory.path, 'web.log'));
    const endless: Pump = { ...pump, readAvailable: (_, buffer) => buffer.byteLength };
    openStream('web', { file, slot, pump: endless }).channel.drainNow();
    expect(new Set(lengths)).toEqual(new Set([STAMPED_AT_ONCE]));
  });

  test.each([
    ['read and not looked at', '', slotWith('one\n', { wasInsideLine: false, begun: null }), `${LATER}one\n`],
    [
      'read, of a line that a rotation cut',
      '',
      slotWith('ut\n', { wasInsideLine: true, begun: null }),
      'ut\n',
    ],
    [
      'written in part',
      `${AT}one\n2026-01-31T12:`,
      slotWith('one\ntwo\n', { begun: stampedFrom('stamped', 0) }),
      `${AT}one\n${AT}two\n`,
    ],
    [
      'written in part, of a line that had been begun',
      `${AT}begun o`,
      slotWith('one\ntwo', {
        begun: stampedFrom('stamped-inside', AT.length + 6),
      }),
      `${AT}begun one\n${AT}two`,
    ],
  ])('has what was %s', (_, before, slot, after) => {
    const path = join(directory.path, 'web.log');
    writeFileSync(path, before);
    const { channel } = openStream('web', { file: stamped(path), slot });
    channel.recover();
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(slot.data.every((byte) => byte === 0)).toBe(true);
  });
});

test('closing leaves unread output in the pipe', () => {
  const stream = openStream('web');
  stream.channel.close();
  writeSync(stream.writer, 'for the next');
  expect(logged(stream)).toBe('');
  expect(readOrWouldBlock(stream.writer, pump.buffer)).toBe(12);
});

/** Long enough for an event that is pending to be delivered. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function readEverything(fd: number): number {
  const scratch = Buffer.alloc(65_536);
  let total = 0;
  for (;;) {
    const result = readOrWouldBlock(fd, scratch);
    if (typeof result !== 'number') return total;
    total += result;
  }
}

function tryWrite(fd: number, chunk: Uint8Array): boolean {
  try {
    writeSync(fd, chunk);
    return true;
  } catch {
    // EAGAIN: the pipe is full.
    return false;
  }
}
