// Bundles the page into dist/web. Text files are compressed here, once and as far as it goes, so that vigild only reads
// what it sends.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const OUTPUT = 'dist/web';

/** The style that the first picture needs is in the page itself: there is nothing to ask for before it is painted. */
const styleInPage = {
  name: 'style-in-page',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      return html.replace(/ *<link rel="stylesheet"[^>]*href="\.\/([^"]+)">/g, (_, name) => {
        const { source } = bundle[name];
        delete bundle[name];
        return `    <style>${String(source).trim()}</style>`;
      });
    },
  },
};

/** Answers the files that went into it. */
export async function buildWeb() {
  const { output } = await build({
    configFile: false,
    root: fileURLToPath(new URL('../web/', import.meta.url)),
    base: './',
    logLevel: 'warn',
    plugins: [styleInPage],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: `../${OUTPUT}`,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  });
  const entries = await readdir(OUTPUT, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map(compress));
  return output.flatMap((part) =>
    part.type === 'chunk' ? part.moduleIds.map((id) => relative('.', id)) : [],
  );
}

async function compress(file) {
  const content = await readFile(file);
  const best = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content, best));
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}
