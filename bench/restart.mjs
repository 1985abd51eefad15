// From kill -9 of a program until the first instruction of the next one: alone, with 1,000 other programs, and while
// others flood their logs.

import { execFileSync } from 'node:child_process';
import { constants, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { kill } from './support/sandbox.mjs';
import { median, pairedRatio, quantile } from './support/statistics.mjs';
import { isInstalled, Supervised, sleepers } from './support/supervised.mjs';
import { delay, until } from './support/wait.mjs';

export const title = "kill -9 of a child until the next one's first instruction";

/** So many programs of vigild are killed in turn: a 99th percentile wants hundreds of kills. */
const TARGETS = 4;

export async function run({ sandbox, n = 1000, rounds = 240, quick }) {
  const kills = quick ? 30 : rounds;
  const floor = await floorTarget(sandbox);
  const cases = [
    { name: 'alone', others: '' },
    { name: `with ${n} others`, others: sleepers(n) },
    { name: 'during a flood of logs', others: floods(sandbox, 2) },
  ];
  const figures = [];
  for (const { name, others } of cases) {
    const vigild = await supervisedTargets(sandbox, 'vigild', { count: TARGETS, others });
    const { ours, floors } = await alternate(vigild.targets, floor, kills);
    await vigild.supervised.stop();
    figures.push({
      what: `restart of a killed program ${name}, median`,
      unit: 'ms',
      values: { floor: median(floors), vigild: median(ours) },
      targets: [{ says: 'at most 1.5 × the floor', reached: pairedRatio(ours, floors), limit: 1.5 }],
    });
    figures.push({
      what: `restart of a killed program ${name}, 99th percentile`,
      unit: 'ms',
      values: { floor: quantile(floors, 0.99), vigild: quantile(ours, 0.99) },
      targets: [{ says: 'under 10 ms', reached: quantile(ours, 0.99), limit: 10 }],
    });
  }
  Object.assign(figures[0].values, await peers(sandbox, quick ? 1 : 5));
  return figures;
}

async function floorTarget(sandbox) {
  const stamps = new Stamps(sandbox);
  sandbox.spawn(sandbox.floor('respawn'), stamps.command);
  return { stamps, pid: (await stamps.next()).pid };
}

async function supervisedTargets(sandbox, kind, { count, others }) {
  const stamps = Array.from({ length: count }, () => new Stamps(sandbox));
  const programs = stamps.map(
    ({ command }, index) => `[program:stamp_${index}]
command=${command.join(' ')}
autorestart=true
startsecs=0
startretries=1000000
stdout_logfile=NONE
stderr_logfile=NONE
`,
  );
  const supervised = await Supervised.start(sandbox, kind, [...programs, others].join('\n'));
  const targets = [];
  for (const each of stamps) targets.push({ stamps: each, pid: (await each.next()).pid });
  return { supervised, targets };
}

/**
 * The floor is killed after each of ours, so that both meet the same machine. Five quick exits in a row make vigild wait
 * a second, so each of ours is killed four times, and then all live long enough to begin anew.
 */
async function alternate(targets, floor, kills) {
  const times = { ours: [], floors: [] };
  const between = targets.length * 4;
  for (let count = 0; count < kills; count += 1) {
    if (count % between === 0) await delay(1100);
    times.ours.push(await measure(targets[count % targets.length]));
    times.floors.push(await measure(floor));
  }
  return times;
}

async function measure(target) {
  const before = process.hrtime.bigint();
  kill(target.pid, 'SIGKILL');
  const { pid, at } = await target.stamps.next();
  target.pid = pid;
  return Number(at - before) / 1e6;
}

async function peers(sandbox, kills) {
  const targets = [];
  if (isInstalled('supervisord')) {
    const supervisord = await supervisedTargets(sandbox, 'supervisord', { count: 1, others: '' });
    targets.push(['supervisord', ...supervisord.targets]);
  }
  for (const [name, path, args] of [
    ['runit', '/usr/bin/runsvdir', ['-P']],
    ['s6', '/usr/bin/s6-svscan', []],
  ]) {
    if (!existsSync(path)) continue;
    const stamps = new Stamps(sandbox);
    const directory = sandbox.folder(name);
    sandbox.file(join(directory, 'stamp'), 'run', `#!/bin/sh\nexec ${stamps.command.join(' ')}\n`, 0o755);
    sandbox.spawn(path, [...args, directory]);
    targets.push([name, { stamps, pid: (await stamps.next()).pid }]);
  }
  const times = targets.map(() => []);
  for (let count = 0; count < kills; count += 1) {
    // runit and s6 wait a second before a program that ran for less.
    await delay(1500);
    for (const [index, [, target]] of targets.entries()) times[index].push(await measure(target));
  }
  return Object.fromEntries(targets.map(([name], index) => [name, median(times[index])]));
}

/** The named pipe through which `stamp` tells of itself. */
class Stamps {
  #fd;

  constructor(sandbox) {
    const path = join(sandbox.folder('stamps'), 'pipe');
    execFileSync('mkfifo', [path]);
    this.command = [sandbox.floor('stamp'), path];
    // For both directions, so that it never ends.
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  }

  async next() {
    const message = Buffer.alloc(16);
    // Reading is not timed: the message holds the time.
    await until(() => readAll(this.#fd, message), { every: 1, what: 'the next start' });
    return { pid: Number(message.readBigInt64LE(0)), at: message.readBigInt64LE(8) };
  }
}

function readAll(fd, message) {
  try {
    return readSync(fd, message) === message.length;
  } catch (error) {
    if (error.code === 'EAGAIN') return false;
    throw error;
  }
}

/** Programs that write as fast as their pipes take it, into logs that are rotated. */
export function floods(sandbox, count) {
  return `[program:flood]
command=${sandbox.floor('lines')} 0
process_name=%(program_name)s_%(process_num)d
numprocs=${count}
startsecs=0
stdout_logfile=%(here)s/flood_%(process_num)d.log
stdout_logfile_maxbytes=50MB
stdout_logfile_backups=1
`;
}
