import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Bundles the client from its sources as they are now, and returns the command's path. */
export async function bundleVigilctl(directory: string): Promise<string> {
  const outfile = join(directory, 'vigilctl.mjs');
  await build({
    entryPoints: [MAIN],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: `#!${process.execPath}` },
  });
  chmodSync(outfile, 0o755);
  return outfile;
}
