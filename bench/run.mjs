// Runs the measurements: all of them, or those that are named.
//
// Usage: npm run bench [-- NAME... [--n 1000] [--rounds 3] [--quick] [--write]]
import { parseArgs } from 'node:util';
import { printFigures } from './support/print.mjs';
import { writeReport } from './support/report.mjs';
import { Sandbox } from './support/sandbox.mjs';

/** In the order of the report. Each is a module with `title` and `run(context)`, which resolves to figures. */
const NAMES = [
  'start',
  'restart',
  'log',
  'log-many',
  'log-timestamps',
  'latency',
  'idle',
  'memory',
  'status',
  'status-all',
  'rpc',
  'crash',
  'events',
  'scale',
];

/** Where a module of that name is a measurement that can also be run by itself. */
const MODULES = { events: './event-cost.mjs' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    n: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such measurement: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}\n`);
  process.exit(2);
}
const isAll = positionals.length === 0;
const report = [];
let interrupted = false;
for (const name of isAll ? NAMES : positionals) {
  if (interrupted) break;
  const row = await load(name);
  if (row !== null) report.push({ name, figures: await measure(name, row) });
}
if ((isAll || values.write) && !interrupted) writeReport(report);

async function load(name) {
  try {
    return await import(MODULES[name] ?? `./${name}.mjs`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes(`${name}.mjs`)) throw error;
    process.stdout.write(`\n${name}: not measured in this version\n`);
    return null;
  }
}

async function measure(name, row) {
  process.stdout.write(`\n${name}: ${row.title}\n`);
  const sandbox = new Sandbox();
  const stop = () => {
    interrupted = true;
    sandbox.close().finally(() => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const began = performance.now();
  try {
    const figures = await row.run({
      sandbox,
      ...(values.n === undefined ? {} : { n: Number(values.n) }),
      ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
      quick: values.quick,
    });
    printFigures(figures);
    return figures;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await sandbox.close();
    process.stdout.write(`  (${((performance.now() - began) / 1000).toFixed(0)} s)\n`);
  }
}
