// Bundles each command into one file: start-up time is a feature, and one file is what Node reads fastest.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { buildWeb } from './build-web.mjs';
import { licensesOf } from './licenses.mjs';
import { watForEsbuild } from './wat-modules.mjs';

/** What is loaded only when somebody asks for it: a file of its own in `dist`, imported at run time. */
const LAZY = {
  metrics: resolve('src/web/metrics-text.ts'),
  mcp: resolve('src/cli/mcp/server.ts'),
};

const lazyFiles = {
  name: 'lazy-files',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = Object.entries(LAZY).find(([, source]) => source === resolve(resolveDir, path));
      return file === undefined ? undefined : { path: `./${file[0]}.js`, external: true };
    });
  },
};

const COMMON = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
const outputs = [];
outputs.push(
  await build({
    ...COMMON,
    entryPoints: {
      'vigil-pidproxy': 'src/companions/pidproxy.ts',
      'vigil-echo-conf': 'src/companions/echo-conf.ts',
      'vigil-memmon': 'src/companions/listeners/memmon-command.ts',
      'vigil-httpok': 'src/companions/listeners/httpok-command.ts',
      'vigil-webhook': 'src/companions/listeners/webhook-command.ts',
      listener: 'src/listener/listener.ts',
    },
    external: ['koffi'],
    plugins: [lazyFiles],
  }),
);
// Those that are started most are CommonJS: Node's loader of modules costs a client's start a tenth.
const started = await build({
  ...COMMON,
  entryPoints: {
    'vigild-launch': 'src/daemon/launch.ts',
    vigild: 'src/daemon/main.ts',
    vigilctl: 'src/cli/main.ts',
    'vigilctl-status': 'src/cli/quick-status.ts',
  },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // Nobody reads it, and less text is read faster; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  charset: 'ascii',
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: '// 0000000000000000\nconst moduleUrl=require("node:url").pathToFileURL(__filename).href;' },
  external: ['koffi'],
  plugins: [lazyFiles, watForEsbuild],
  write: false,
});
for (const { path, text } of started.outputFiles) {
  writeFileSync(path, path.endsWith('.cjs') ? withHash(text) : text);
}
outputs.push(started);
// What these two need for SMTP is a file of its own, read only when a mail is sent to a server.
outputs.push(
  await build({
    ...COMMON,
    entryPoints: {
      'vigil-crashmail': 'src/companions/listeners/crashmail-command.ts',
      'vigil-fatalmailbatch': 'src/companions/listeners/fatalmailbatch-command.ts',
    },
    splitting: true,
    sourcemap: false,
    chunkNames: 'vigil-mail-[hash]',
  }),
);
outputs.push(
  await build({
    ...COMMON,
    entryPoints: LAZY,
    // The libraries in them are CommonJS, which asks for Node's own modules at run time.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  }),
);
const page = { inputs: Object.fromEntries((await buildWeb()).map((file) => [file, {}])) };
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  licensesOf([...outputs.map(({ metafile }) => metafile), page]),
);
// What is imported by others brings its types.
execFileSync('node_modules/.bin/tsc', ['--project', 'src/listener'], { stdio: 'inherit' });

/**
 * The compiled code that `bin/load.cjs` keeps belongs to one build, told by the first line. What runs there cannot import
 * modules by itself, plug-ins for instance: it is given a function that does.
 */
function withHash(bundled) {
  // It is read as latin1, so that V8 keeps one byte for each character.
  if (/[^\x00-\x7f]/.test(bundled))
    throw new Error('a bundle is not ASCII: write \\u... in regular expressions');
  const text = bundled.replaceAll(/(?<![\w$."'`])import\(/g, 'importModule(');
  return text.replace('0000000000000000', createHash('sha256').update(text).digest('hex').slice(0, 16));
}
