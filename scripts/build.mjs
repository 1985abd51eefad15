// Bundles each command into one file: start-up time is a feature, and one file is what Node reads fastest.
import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['koffi'],
  sourcemap: 'linked',
  logLevel: 'warning',
  define: { 'process.env.VIGIL_BUILD': '"bundle"' },
};

await build({ ...common, entryPoints: { vigild: 'src/daemon/main.ts' }, outdir: 'dist' });
await build({
  ...common,
  entryPoints: { vigilctl: 'src/cli/main.ts' },
  outdir: 'dist',
  banner: { js: '#!/usr/bin/env node' },
});
await chmod('dist/vigilctl.js', 0o755);
