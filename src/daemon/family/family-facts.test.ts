import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { isSameProgram, programOf } from './family-facts.ts';

test('a program that was installed anew while it ran is the same program', () =>
  withTempDir(async (directory) => {
    const path = join(directory, 'server');
    const started: ReturnType<typeof spawn>[] = [];
    const start = async () => {
      copyFileSync('/bin/sleep', `${path}.new`);
      renameSync(`${path}.new`, path);
      const child = spawn(path, ['1000']);
      started.push(child);
      await once(child, 'spawn');
      return child.pid ?? 0;
    };
    try {
      const [before, after] = [await start(), await start()];
      expect(isSameProgram(programOf(before), programOf(after))).toBe(true);
      expect(isSameProgram(programOf(before), programOf(process.pid))).toBe(false);
    } finally {
      for (const child of started) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
  }));
