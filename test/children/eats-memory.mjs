// Holds 256 MB in its first life, and nothing in the ones after it: a leak that a restart helps against.
//
//   node eats-memory.mjs FILE       FILE gets a letter for each life
import { appendFileSync, statSync } from 'node:fs';

const [file] = process.argv.slice(2);
appendFileSync(file, 'x');
const held = statSync(file).size === 1 ? Buffer.alloc(256 * 1024 * 1024, 1) : null;
setInterval(() => held?.[0], 1_000_000);
