import { expect, it } from 'vitest';
import type { LogFiles } from './log-files.ts';
import type { LogWriter } from './log-writer.ts';
import { StandardOutput } from './standard-output.ts';

class Files {
  readonly written: string[] = [];
  readonly steps: string[] = [];
  refusal: Error | null = null;

  open(path: string): LogWriter {
    this.steps.push(`open ${path}`);
    if (this.refusal !== null) throw this.refusal;
    return { write: (chunk: Uint8Array) => this.written.push(chunk.toString()) } as unknown as LogWriter;
  }

  release(): void {
    this.steps.push('release');
  }
}

const outputTo = (files: Files) => new StandardOutput(files as unknown as LogFiles);

it('is opened once, when there is something to print, and released once', () => {
  const files = new Files();
  const output = outputTo(files);
  expect(files.steps).toEqual([]);
  output.print('one\n');
  output.print('two\n');
  output.close();
  output.close();
  expect(files.written).toEqual(['one\n', 'two\n']);
  expect(files.steps).toEqual(['open /dev/stdout', 'release']);
});

it('needs nobody to be there', () => {
  const files = new Files();
  files.refusal = Object.assign(new Error('closed'), { code: 'EBADF', syscall: 'fstat' });
  const output = outputTo(files);
  output.print('one\n');
  output.print('two\n');
  output.close();
  expect(files.steps).toEqual(['open /dev/stdout']);
});
