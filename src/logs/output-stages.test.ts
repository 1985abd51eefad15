import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { BEGIN_TOKEN, END_TOKEN } from './capture.ts';
import type { LogWriter } from './log-writer.ts';
import { type OutputSettings, OutputStages } from './output-stages.ts';

let logged: string;
let syslog: string[];
let watched: string[];
let activityLog: MemoryLog;

const file: LogWriter = {
  path: 'web.log',
  lostBytes: 0,
  size: null,
  inode: null,
  isCongested: false,
  write: (chunk, length = chunk.byteLength) => {
    logged += Buffer.from(chunk.subarray(0, length)).toString('latin1');
  },
  whenWritable: () => {},
  reopen: () => {},
  clear: () => {},
};

beforeEach(() => {
  logged = '';
  syslog = [];
  watched = [];
  activityLog = new MemoryLog('info');
});

function makeStages(settings: Partial<OutputSettings> = {}): OutputStages {
  return new OutputStages({
    processName: 'web',
    channel: 'stdout',
    source: 'program',
    file,
    syslog: null,
    stripAnsi: false,
    capture: null,
    activityLog,
    ...settings,
  });
}

function subscribed(stages: OutputStages): OutputStages {
  stages.subscribe((chunk) => watched.push(Buffer.from(chunk).toString('latin1')));
  return stages;
}

const feed = (stages: OutputStages, text: string) => stages.process(Buffer.from(text, 'latin1'));

describe('who looks at the bytes', () => {
  const capture = { maxBytes: 10, onMessage: () => {} };
  test.each([
    ['nothing but a file', {}, true],
    ['no file', { file: null }, true],
    ['syslog', { syslog: () => {} }, false],
    ['strip_ansi', { stripAnsi: true }, false],
    ['capture', { capture }, false],
    ['loglevel debug', { activityLog: new MemoryLog('debug') }, false],
  ])('%s', (_, settings, isPlain) => {
    expect(makeStages(settings).isPlain).toBe(isPlain);
  });

  test('a subscriber, while there is one', () => {
    const stages = makeStages();
    const subscriber = (): void => {};
    stages.subscribe(subscriber);
    expect(stages.isPlain).toBe(false);
    stages.unsubscribe(subscriber);
    expect(stages.isPlain).toBe(true);
  });
});

describe('a program’s output', () => {
  test('goes to file, syslog and subscribers, each line to syslog by itself', () => {
    const stages = subscribed(makeStages({ syslog: (line) => syslog.push(line) }));
    feed(stages, 'one\ntwo\n');
    expect(logged).toBe('one\ntwo\n');
    expect(syslog).toEqual(['web one', 'web two']);
    expect(watched).toEqual(['one\ntwo\n']);
  });

  test.each([
    ['text', 'hello\n', "DEBG 'web' stdout output:\nhello\n"],
    [
      'invalid UTF-8',
      '\x88\n',
      String.raw`DEBG 'web' stdout output:
Undecodable: b'\x88\n'`,
    ],
  ])('is echoed at loglevel debug: %s', (_, text, line) => {
    activityLog = new MemoryLog('debug');
    feed(makeStages(), text);
    expect(activityLog.lines).toEqual([line]);
  });

  test('is stripped for everybody', () => {
    const stages = subscribed(makeStages({ stripAnsi: true }));
    feed(stages, '\x1b[1mbo');
    feed(stages, 'ld\x1b[');
    feed(stages, '0m\x1b');
    stages.finish();
    expect(logged).toBe('bold\x1b');
    expect(watched).toEqual(['bo', 'ld', '\x1b']);
  });
});

describe('capture', () => {
  test('a message is emitted and said; its text is shown to watchers but not logged', () => {
    activityLog = new MemoryLog('debug');
    const messages: string[] = [];
    const onMessage = (message: Uint8Array): unknown => messages.push(Buffer.from(message).toString());
    const stages = subscribed(makeStages({ capture: { maxBytes: 100, onMessage } }));
    feed(stages, `a${BEGIN_TOKEN}hi${END_TOKEN}b`);
    expect(messages).toEqual(['hi']);
    expect(logged).toBe('ab');
    expect(watched).toEqual(['a', 'hi', 'b']);
    expect(activityLog.lines).toEqual([
      "DEBG 'web' stdout output:\na",
      "DEBG 'web' stdout output:\nhi",
      "DEBG 'web' stdout emitted a comm event",
      "DEBG 'web' stdout output:\nb",
    ]);
  });

  test('what is held back is logged when the child ends', () => {
    const stages = subscribed(makeStages({ capture: { maxBytes: 100, onMessage: () => {} } }));
    feed(stages, `${BEGIN_TOKEN}a${END_TOKEN}post <!--X`);
    expect(logged).toBe('post ');
    stages.finish();
    expect(logged).toBe('post <!--X');
  });
});

describe('an event listener’s output', () => {
  test('is echoed as Python bytes and shown as it is, but stripped in its log', () => {
    activityLog = new MemoryLog('debug');
    const stages = subscribed(
      makeStages({ processName: "el's", source: 'event-listener', stripAnsi: true, activityLog }),
    );
    feed(stages, '\x1b[1mREADY\n');
    expect(activityLog.lines).toEqual([
      String.raw`DEBG "el's" stdout output:
b'\x1b[1mREADY\n'`,
    ]);
    expect(watched).toEqual(['\x1b[1mREADY\n']);
    expect(logged).toBe('READY\n');
  });

  test('never goes to syslog', () => {
    const stages = makeStages({ source: 'event-listener', syslog: (line) => syslog.push(line) });
    feed(stages, 'READY\n');
    expect(logged).toBe('READY\n');
    expect(syslog).toEqual([]);
  });

  test('is watched once, also what its log got only at its end', () => {
    const stages = subscribed(makeStages({ source: 'event-listener', stripAnsi: true }));
    feed(stages, 'READY\n\x1b');
    stages.finish();
    expect(watched).toEqual(['READY\n\x1b']);
    expect(logged).toBe('READY\n\x1b');
  });
});
