// Bundles each command into one file: start-up time is a feature, and one file is what Node reads fastest.
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
const common = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['koffi'],
  sourcemap: 'linked',
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: {
    vigild: 'src/daemon/main.ts',
    vigilctl: 'src/cli/main.ts',
    'vigil-pidproxy': 'src/companions/pidproxy.ts',
    'vigil-echo-conf': 'src/companions/echo-conf.ts',
    'vigil-memmon': 'src/companions/listeners/memmon-command.ts',
    'vigil-httpok': 'src/companions/listeners/httpok-command.ts',
    'vigil-webhook': 'src/companions/listeners/webhook-command.ts',
    listener: 'src/listener/listener.ts',
  },
});
// What these two need for SMTP is a file of its own, read only when a mail is sent to a server.
await build({
  ...common,
  entryPoints: {
    'vigil-crashmail': 'src/companions/listeners/crashmail-command.ts',
    'vigil-fatalmailbatch': 'src/companions/listeners/fatalmailbatch-command.ts',
  },
  splitting: true,
  sourcemap: false,
  chunkNames: 'vigil-mail-[hash]',
});
// What is imported by others brings its types.
execFileSync('node_modules/.bin/tsc', ['--project', 'src/listener'], { stdio: 'inherit' });
