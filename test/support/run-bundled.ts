/**
 * Runs a TypeScript file in a Node process of its own, for code that needs a process to itself: it reaps every child,
 * changes the umask, or replaces descriptors. Bundled first, since not every supported Node strips types.
 */
import { renameSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type CompletedRun, type RunOptions, runToExit } from './run-to-exit.ts';

/** Inside the project, so that the bundle finds its packages; ignored by git. */
const BUNDLES = fileURLToPath(new URL('../../node_modules/.cache/vigil-test/', import.meta.url));
const CHILDREN = fileURLToPath(new URL('../children/', import.meta.url));

/** Bundles `test/children/<name>` and returns the path of the result. */
export async function bundleChild(name: string): Promise<string> {
  const target = `${BUNDLES}${basename(name, '.ts')}.mjs`;
  // Test files run side by side and must not read half a bundle, so it gets its name when it is complete.
  const temporary = `${target}.${process.pid}`;
  await build({
    entryPoints: [CHILDREN + name],
    outfile: temporary,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['koffi'],
    logLevel: 'warning',
  });
  renameSync(temporary, target);
  return target;
}

/** Bundles and runs `test/children/<name>` until it exits. */
export async function runBundled(
  name: string,
  commandArguments: readonly string[] = [],
  options: RunOptions = {},
): Promise<CompletedRun> {
  const environment = { PATH: process.env['PATH'] ?? '', ...options.environment };
  return runToExit(process.execPath, [await bundleChild(name), ...commandArguments], {
    ...options,
    environment,
  });
}

/** As {@link runBundled}, for a child that prints one JSON text and exits 0. */
export async function answerOfBundled<T>(name: string, ...commandArguments: readonly string[]): Promise<T> {
  const run = await runBundled(name, commandArguments);
  if (run.code !== 0) throw new Error(`${name} ended with ${run.code ?? run.signal}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}
