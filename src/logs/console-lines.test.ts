import { expect, it } from 'vitest';
import { ConsoleLines } from './console-lines.ts';
import type { LogWriter } from './log-writer.ts';

class Recorded implements LogWriter {
  readonly path = '/dev/stdout';
  readonly lostBytes = 0;
  readonly size = null;
  readonly inode = null;
  isCongested = false;
  text = '';
  resume: () => void = () => undefined;

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    this.text += Buffer.from(chunk.subarray(0, length)).toString();
  }

  whenWritable(resume: () => void): void {
    this.resume = resume;
  }

  reopen(): void {}

  clear(): void {
    this.text = '';
  }
}

function twoPrograms() {
  const console = new Recorded();
  const file = new Recorded();
  const web = new ConsoleLines({ prefix: 'web | ', console, file });
  const db = new ConsoleLines({ prefix: 'db | ', console, file: null });
  return { console, file, web, db };
}

const bytes = (text: string) => Buffer.from(text);

it('shows whole lines with names, however the output is cut', () => {
  const { console, file, web, db } = twoPrograms();
  web.write(bytes('one\ntw'));
  db.write(bytes('hello\n'));
  web.write(bytes('o\n\nthree'));
  expect(console.text).toBe('web | one\ndb | hello\nweb | two\nweb | \n');
  web.endLine();
  web.endLine();
  expect(console.text).toBe('web | one\ndb | hello\nweb | two\nweb | \nweb | three\n');
  expect(file.text).toBe('one\ntwo\n\nthree');
});

it('keeps nothing of a buffer that is used again', () => {
  const { console, web } = twoPrograms();
  const shared = bytes('half');
  web.write(shared);
  shared.fill('x');
  web.write(bytes(' done\n'));
  expect(console.text).toBe('web | half done\n');
});

it('cuts a line without an end', () => {
  const { console, db } = twoPrograms();
  for (let count = 0; count < 33; count += 1) db.write(Buffer.alloc(4096, 'a'));
  db.endLine();
  const lines = console.text.split('\n').filter((line) => line !== '');
  expect(lines.map((line) => line.length - 'db | '.length)).toEqual([65_536, 65_536, 4096]);
});

it('remembers the last words of a run', () => {
  const { web } = twoPrograms();
  web.write(bytes('x'.repeat(10_000)));
  web.write(bytes('the end\n'));
  expect(Buffer.from(web.lastBytes).toString()).toMatch(/^x{4088}the end\n$/);
  web.forget();
  expect(web.lastBytes.byteLength).toBe(0);
});

it('holds the program back as long as the console is congested', () => {
  const { console, web } = twoPrograms();
  console.isCongested = true;
  expect(web.isCongested).toBe(true);
  let resumed = false;
  web.whenWritable(() => {
    resumed = true;
  });
  console.resume();
  expect(resumed).toBe(true);
});
