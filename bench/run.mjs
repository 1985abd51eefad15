// Runs the measurements: all of them, or those that are named.
//
// Usage: npm run bench [-- NAME... [--n 1000] [--rounds 3] [--quick] [--write]]
import { parseArgs } from 'node:util';
import { printFigures } from './support/print.mjs';
import { writeReport } from './support/report.mjs';
import { Sandbox } from './support/sandbox.mjs';

/**
 * In the order of the report; each is a module with `title` and `run(context)`, which resolves to figures. Those of one
 * line run beside each other: what an idle daemon does and what a busy one keeps in memory do not depend on the other.
 */
const NAMES = [
  ['start'],
  ['restart'],
  ['log'],
  ['log-many'],
  ['log-timestamps'],
  ['latency'],
  ['idle', 'memory'],
  ['status'],
  ['status-all'],
  ['rpc'],
  ['crash'],
  ['events'],
  ['scale'],
];

const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    n: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const known = NAMES.flat();
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such measurement: ${unknown.join(', ')}. There are: ${known.join(', ')}\n`);
  process.exit(2);
}
const isAll = positionals.length === 0;
const sandboxes = new Set();
let interruption = null;
for (const signal of INTERRUPTIONS) process.on(signal, interrupt);
// Who reads this has gone, as in `| head`.
process.stdout.on('error', interrupt);
const report = [];
const began = performance.now();
for (const names of isAll ? NAMES : positionals.map((name) => [name])) {
  report.push(...(await beside(names)));
}
process.stdout.write(`\n${seconds(began)} s in all\n`);
if (isAll || values.write) writeReport(report);

/** Of those that are measured in this version. Where one fails, the others end first, and nothing is left of any. */
async function beside(names) {
  const ended = await Promise.allSettled(names.map(measure));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.map(({ value }) => value).filter((row) => row !== null);
}

/** The process ends when everything is gone, whatever the measurements say meanwhile. */
function interrupt() {
  interruption ??= Promise.all([...sandboxes].map((sandbox) => sandbox.close())).finally(() =>
    process.exit(130),
  );
}

async function load(name) {
  try {
    return await import(`./${name}.mjs`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes(`${name}.mjs`)) throw error;
    process.stdout.write(`\n${name}: not measured in this version\n`);
    return null;
  }
}

async function measure(name) {
  const row = await load(name);
  if (row === null || interruption !== null) return null;
  const sandbox = new Sandbox();
  sandboxes.add(sandbox);
  const began = performance.now();
  try {
    const figures = await row.run({
      sandbox,
      ...(values.n === undefined ? {} : { n: Number(values.n) }),
      ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
      quick: values.quick,
    });
    process.stdout.write(`\n${name}: ${row.title} (${seconds(began)} s)\n`);
    printFigures(figures);
    return { name, figures };
  } finally {
    await interruption;
    await sandbox.close();
    sandboxes.delete(sandbox);
  }
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(0);
}
