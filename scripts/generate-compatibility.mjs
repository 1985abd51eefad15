// Writes docs/compatibility.md from the lists that the conformance tests check. With --check it writes nothing and fails
// when the page is not what the lists say.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const PAGE = new URL('../docs/compatibility.md', import.meta.url);

// The sources are TypeScript, which not every supported Node runs by itself.
const { outputFiles } = await build({
  stdin: {
    contents:
      "export * from './test/conformance/behaviours/behaviours.ts'; export * from './test/conformance/behaviours/compatibility-page.ts';",
    resolveDir: new URL('..', import.meta.url).pathname,
    loader: 'ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
const source = Buffer.from(outputFiles[0].contents).toString('base64');
const { AREAS, compatibilityPage } = await import(`data:text/javascript;base64,${source}`);
const page = compatibilityPage(AREAS);
if (!process.argv.includes('--check')) {
  await writeFile(PAGE, page);
} else if ((await readFile(PAGE, 'utf8').catch(() => '')) !== page) {
  process.stderr.write('docs/compatibility.md is stale: run npm run docs\n');
  process.exitCode = 1;
}
