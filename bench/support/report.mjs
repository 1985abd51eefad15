// Writes the measured part of docs/performance.md, between two marks, and the plot. The rest of the page is written by
// hand: what bounds a figure is a finding, not a measurement.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { growthPlot } from './plot.mjs';
import { isMet, numberText } from './print.mjs';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const PLOT = fileURLToPath(new URL('../../docs/performance.svg', import.meta.url));
const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';
const PEERS = [
  ['floor', /^floor$|^node -e 0$|^vigild, without$/],
  ['vigil', /^vigild$|^vigilctl$/],
  ['Supervisor', /^supervisord$|^supervisorctl$/],
  ['runit', /^runit/],
  ['s6', /^s6/],
  ['dinit', /^dinit$/],
  ['PM2', /^PM2$/],
];

export function writeReport(report) {
  const page = readFileSync(PAGE, 'utf8');
  const [before] = page.split(BEGIN);
  const after = page.split(END)[1] ?? '';
  const points = report.flatMap(({ figures }) => figures.flatMap((figure) => figure.points ?? []));
  const parts = [machine(), targets(report), beside(report)];
  if (points.length > 1) {
    writeFileSync(PLOT, growthPlot(points));
    parts.push(growth(points));
  }
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${parts.join('\n\n')}\n\n${END}${after}`);
}

function machine() {
  const [cpu] = cpus();
  return `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpu?.model.trim()} (${arch()}), Linux ${release()}, Node ${process.versions.node}.`;
}

function targets(report) {
  const rows = report.flatMap(({ figures }) =>
    figures.flatMap(({ what, targets: wanted = [] }) =>
      wanted.map((target) => [
        what,
        target.says,
        numberText(target.reached),
        isMet(target) ? 'yes' : '**no**',
      ]),
    ),
  );
  return `### Targets\n\n${table(['What', 'Target', 'Reached', 'Met'], rows)}`;
}

function beside(report) {
  const rows = report.flatMap(({ figures }) =>
    figures.map(({ what, unit, values, note }) => [
      `${what}, ${unit}${note === undefined ? '' : ` (${note})`}`,
      ...PEERS.map(([, expression]) => {
        const found = Object.entries(values).find(([name]) => expression.test(name));
        return found?.[1] === undefined ? '' : numberText(found[1]);
      }),
    ]),
  );
  return `### Beside its peers\n\n${table(['What', ...PEERS.map(([name]) => name)], rows)}`;
}

function growth(points) {
  const cell = (value, digits = 0) => (value === undefined ? '' : value.toFixed(digits));
  const rows = points.map(({ count, floor, vigild, supervisord }) => [
    String(count),
    cell(floor?.start),
    cell(vigild.start),
    cell(supervisord?.start),
    cell(floor?.stop),
    cell(vigild.stop),
    cell(supervisord?.stop),
    cell(vigild.cpu),
    cell(vigild.status),
    cell(supervisord?.status),
    cell(vigild.memory, 1),
    cell(supervisord?.memory, 1),
  ]);
  const head = [
    'Programs',
    'Start, floor',
    'Start, vigil',
    'Start, Supervisor',
    'Stop, floor',
    'Stop, vigil',
    'Stop, Supervisor',
    'Daemon CPU at start, vigil',
    'Status, vigil',
    'Status, Supervisor',
    'Memory, vigil',
    'Memory, Supervisor',
  ];
  return `### From 1 to 10,000 programs\n\nTimes in milliseconds, memory in MB.\n\n${table(head, rows)}\n\n![How each cost grows](performance.svg)`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
