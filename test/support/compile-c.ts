/** Test programs in C, built once for each test file that needs them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { peerPath } from './peers.ts';

/** Compiles `test/children/NAME.c` into the directory and returns the program's path. */
export function compileChild(name: string, directory: string): string {
  const source = fileURLToPath(new URL(`../children/${name}.c`, import.meta.url));
  const program = `${directory}/${name}`;
  const { status, stderr } = spawnSync(peerPath('gcc'), ['-O1', '-Wall', '-o', program, source], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cannot compile ${name}.c: ${stderr}`);
  return program;
}
