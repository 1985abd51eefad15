// Moving logs: the contenders, and whether every line arrived.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { median, pairedRatio } from './statistics.mjs';
import { COMMANDS, isInstalled, Supervised } from './supervised.mjs';
import { until } from './wait.mjs';

const LINE = 100;
const MAX_BYTES = 50 * 1024 * 1024;
const BACKUPS = 2;
const STAMP_OPTION = 'stdout_logfile_timestamp';
const STAMP = '2026-01-31T09:05:07.123+01:00 '.length;

/** Loggers that move a tenth of what the others do get a part of the bytes, once: rates compare, and minutes are saved. */
const PART_FOR_SLOW = 8;

/** Figures of throughput and CPU time. */
export async function throughput(sandbox, options) {
  return figuresOf(await throughputRuns(sandbox, options), options);
}

/** The results of each contender, by its name. */
async function throughputRuns(sandbox, { writers, mebibytes, rounds }) {
  const contenders = [
    ['floor', () => floorLog(sandbox, { writers, mebibytes })],
    ['vigild', () => supervisedLog(sandbox, 'vigild', { writers, mebibytes })],
  ];
  if (isInstalled('supervisord')) {
    contenders.push(['supervisord', () => supervisedLog(sandbox, 'supervisord', { writers, mebibytes })]);
  }
  const runs = new Map(contenders.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, once] of contenders) runs.get(name).push(await once());
  }
  const part = partForSlow(mebibytes);
  if (writers === 1 && existsSync('/usr/bin/svlogd')) {
    runs.set('runit (svlogd)', [await pipedLog(sandbox, part, svlogd)]);
  }
  if (writers === 1 && existsSync('/usr/bin/s6-log')) {
    runs.set('s6-log', [await pipedLog(sandbox, part, s6log)]);
  }
  return runs;
}

function partForSlow(mebibytes) {
  return mebibytes / PART_FOR_SLOW;
}

function figuresOf(runs, { writers, mebibytes, targets }) {
  const rates = (name) => runs.get(name).map((result) => result.rate);
  const values = (key) =>
    Object.fromEntries([...runs].map(([name, list]) => [name, median(list.map((result) => result[key]))]));
  const lost = [...runs.get('vigild')].reduce((sum, result) => sum + result.lost, 0);
  const wanted = [
    {
      says: `at least ${targets.floor} × the floor`,
      reached: pairedRatio(rates('vigild'), rates('floor')),
      least: targets.floor,
    },
    { says: 'no line lost', reached: lost, limit: 0 },
  ];
  if (runs.has('supervisord')) {
    const reached = pairedRatio(rates('vigild'), rates('supervisord'));
    wanted.push({ says: `at least ${targets.supervisor} × Supervisor`, reached, least: targets.supervisor });
  }
  const cpu = values('cpu');
  const cpuTargets =
    targets.cpu === null
      ? []
      : [{ says: `at most ${targets.cpu} s/GiB`, reached: cpu.vigild, limit: targets.cpu }];
  const called = writers === 1 ? '1 writer' : `${writers} writers`;
  return [
    {
      what: `log, ${called}, ${mebibytes} MiB`,
      unit: 'GB/s',
      values: values('rate'),
      targets: wanted,
      ...(writers === 1 ? { note: `runit and s6 moved ${partForSlow(mebibytes)} MiB, once.` } : {}),
    },
    { what: `log, ${called}: CPU time`, unit: 's/GiB', values: cpu, targets: cpuTargets },
  ];
}

export function canStamp(sandbox) {
  const supervised = new Supervised(
    sandbox,
    'vigild',
    program(sandbox, { writers: 1, lines: 1, isStamped: true }),
  );
  try {
    execFileSync(COMMANDS.vigild.daemon, ['-c', supervised.configuration, '--check', '--strict'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false; // This version does not know the option.
  }
}

/** From the request to start until the exit of the last writer was logged: by then its last words are in the file. */
export async function supervisedLog(sandbox, kind, { writers, mebibytes, isStamped = false }) {
  const lines = Math.floor((mebibytes * 1024 * 1024) / LINE / writers);
  const supervised = await Supervised.start(sandbox, kind, program(sandbox, { writers, lines, isStamped }));
  const rpc = await supervised.rpc();
  const cpuBefore = supervised.cpuMs;
  const before = performance.now();
  await rpc.call('supervisor.startProcessGroup', 'lines', false);
  const ends = () => supervised.text().match(/exited: lines_\d+ /g)?.length ?? 0;
  await until(() => ends() >= writers, { every: 2, what: 'the end of the writers' });
  const seconds = (performance.now() - before) / 1000;
  const cpu = supervised.cpuMs - cpuBefore;
  rpc.close();
  await supervised.stop();
  let lost = 0;
  for (let writer = 0; writer < writers; writer += 1) {
    lost += missingLines(supervised.directory, `lines_${writer}.log`, { lines, isStamped });
  }
  await sandbox.killAll();
  return result({ bytes: lines * LINE * writers, seconds, cpu, lost });
}

async function floorLog(sandbox, { writers, mebibytes }) {
  const lines = Math.floor((mebibytes * 1024 * 1024) / LINE / writers);
  const directory = sandbox.folder('copy');
  const args = [directory, writers, MAX_BYTES, BACKUPS, sandbox.floor('lines'), lines, LINE].map(String);
  const copy = sandbox.floor('copy');
  const before = performance.now();
  const child = sandbox.spawn(copy, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = text(child.stdout);
  await child.ended;
  const seconds = (performance.now() - before) / 1000;
  let lost = 0;
  for (let writer = 0; writer < writers; writer += 1)
    lost += missingLines(directory, `copy_${writer}.log`, { lines });
  return result({ bytes: lines * LINE * writers, seconds, cpu: Number(await said) / 1000, lost });
}

const svlogd = (sandbox, directory) => {
  sandbox.file(directory, 'config', `s${MAX_BYTES}\nn${BACKUPS + 1}\n`);
  return `svlogd ${directory}`;
};
const s6log = (_, directory) => `s6-log n${BACKUPS} s${MAX_BYTES} ${directory}`;

/** A logger of a service is a process at the end of a pipe. */
async function pipedLog(sandbox, mebibytes, logger) {
  const lines = Math.floor((mebibytes * 1024 * 1024) / LINE);
  const command = logger(sandbox, sandbox.folder('logger'));
  const before = performance.now();
  const child = sandbox.spawn('sh', ['-c', `${sandbox.floor('lines')} ${lines} ${LINE} | ${command}`]);
  await child.ended;
  const seconds = (performance.now() - before) / 1000;
  return result({ bytes: lines * LINE, seconds, cpu: Number.NaN, lost: 0 });
}

function result({ bytes, seconds, cpu, lost }) {
  return { rate: bytes / seconds / 1e9, cpu: cpu / 1000 / (bytes / 1024 ** 3), lost };
}

function program(sandbox, { writers, lines, isStamped }) {
  return `[program:lines]
command=${sandbox.floor('lines')} ${lines} ${LINE}
process_name=%(program_name)s_%(process_num)d
numprocs=${writers}
autostart=false
autorestart=false
startsecs=0
stdout_logfile=%(here)s/lines_%(process_num)d.log
stdout_logfile_maxbytes=${MAX_BYTES}
stdout_logfile_backups=${BACKUPS}
${isStamped ? `${STAMP_OPTION}=true\n` : ''}`;
}

/** The kept files must hold the last lines, without a gap between the first that is kept and the last there was. */
function missingLines(directory, name, { lines, isStamped = false }) {
  const files = readdirSync(directory)
    .filter((file) => file === name || file.startsWith(`${name}.`))
    .sort()
    .reverse();
  let expected = null;
  let missing = 0;
  for (const number of lineNumbers(
    files.map((file) => join(directory, file)),
    isStamped ? STAMP : 0,
  )) {
    if (expected !== null && number !== expected) missing += Math.abs(number - expected);
    expected = number + 1;
  }
  return missing + Math.abs(lines - (expected ?? 0));
}

/** The files are read as one: a rotation may fall into a line. The first line may have lost its beginning. */
function* lineNumbers(paths, stamp) {
  const buffer = Buffer.alloc(LINE * 10_000);
  let carried = Buffer.alloc(0);
  let isFirst = true;
  for (const path of paths) {
    const fd = openSync(path, 'r');
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer)) {
      const chunk = Buffer.concat([carried, buffer.subarray(0, length)]);
      let from = 0;
      for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
        if (end - from === stamp + LINE - 1) yield Number(chunk.latin1Slice(from + stamp, from + stamp + 12));
        else if (!isFirst) yield 0;
        isFirst = false;
        from = end + 1;
      }
      carried = Buffer.from(chunk.subarray(from));
    }
    closeSync(fd);
  }
}
