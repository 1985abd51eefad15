// WebAssembly text (`*.wat`) as a module that exports what it assembles to, as base64: for esbuild, and for Vite in tests.
import { readFile } from 'node:fs/promises';
import wabt from 'wabt';

async function moduleOf(path) {
  const { parseWat } = await wabt();
  const parsed = parseWat(path, await readFile(path, 'utf8'), { simd: true });
  try {
    parsed.validate();
    const { buffer } = parsed.toBinary({});
    return `export const wasm = '${Buffer.from(buffer).toString('base64')}';\n`;
  } finally {
    parsed.destroy();
  }
}

export const watForEsbuild = {
  name: 'wat-modules',
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, async ({ path }) => ({ contents: await moduleOf(path), loader: 'js' }));
  },
};

export const watForVite = {
  name: 'wat-modules',
  load: (path) => (path.endsWith('.wat') ? moduleOf(path) : null),
};
