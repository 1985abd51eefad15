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
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such measurement: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}\n`);
  process.exit(2);
}
const isAll = positionals.length === 0;
const report = [];
const began = performance.now();
for (const name of isAll ? NAMES : positionals) {
  const row = await load(name);
  if (row !== null) report.push({ name, figures: await measure(name, row) });
}
process.stdout.write(`\n${seconds(began)} s in all\n`);
if (isAll || values.write) writeReport(report);

async function load(name) {
  try {
    return await import(`./${name}.mjs`);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes(`${name}.mjs`)) throw error;
    process.stdout.write(`\n${name}: not measured in this version\n`);
    return null;
  }
}

async function measure(name, row) {
  process.stdout.write(`\n${name}: ${row.title}\n`);
  const sandbox = new Sandbox();
  let interruption = null;
  const stop = () => {
    interruption ??= sandbox.close().finally(() => process.exit(130));
  };
  for (const signal of INTERRUPTIONS) process.on(signal, stop);
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
    // Whatever an interrupted measurement ends with, the process ends when everything is gone.
    if (interruption !== null) await interruption;
    await sandbox.close();
    for (const signal of INTERRUPTIONS) process.off(signal, stop);
    process.stdout.write(`  (${seconds(began)} s)\n`);
  }
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(0);
}
