// What an event costs until a listener over stdio has it: many programs are started and stopped several times while a
// listener subscribes to PROCESS_STATE, then bursts of events wait for the same listener. Every event has to come,
// once, and in order; otherwise there is no result.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { post } from './support/rpc.mjs';
import { median } from './support/statistics.mjs';
import { isInstalled, Supervised, sleepers } from './support/supervised.mjs';
import { until } from './support/wait.mjs';

export const title = 'event to a stdio listener';

/** One burst is over in half a second, which a busy moment of the machine may double. */
const BURSTS = 3;
const LIFE = ['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'];

export async function run({ sandbox, n = 500, rounds = 3, quick }) {
  const options = quick
    ? { programs: Math.min(n, 50), rounds: 1, burst: 1000 }
    : { programs: n, rounds, burst: 5000 };
  const burst = {};
  const lives = {};
  for (const kind of ['vigild', 'supervisord'].filter(isInstalled)) {
    const measured = await measure(sandbox, kind, options);
    burst[kind] = measured.each;
    lives[kind] = measured.cpu;
  }
  return [
    {
      what: `an event of a queue that waits, ${options.programs} programs`,
      unit: 'ms',
      values: burst,
      targets: [
        { says: 'at most 0.1 ms each', reached: burst.vigild, limit: 0.1 },
        { says: 'none lost', reached: 0, limit: 0 },
      ],
    },
    { what: 'CPU time of the daemon for each event of a life, with the life', unit: 'ms', values: lives },
  ];
}

async function measure(sandbox, kind, { programs, rounds, burst }) {
  const supervised = await Supervised.start(
    sandbox,
    kind,
    `[eventlistener:recorder]
command=${sandbox.floor('listener')} %(here)s/events
events=PROCESS_STATE,REMOTE_COMMUNICATION
buffer_size=1000000
stdout_logfile=NONE
stderr_logfile=NONE

${sleepers(programs, 'autostart=false\nstartsecs=0')}`,
    'loglevel=warn',
  );
  const events = join(supervised.directory, 'events');
  const rpc = await supervised.rpc();
  const before = supervised.cpuMs;
  for (let round = 0; round < rounds; round += 1) {
    await ask(rpc, 'supervisor.startProcessGroup', 'sleep');
    await ask(rpc, 'supervisor.stopProcessGroup', 'sleep');
  }
  await ask(rpc, 'supervisor.sendRemoteCommEvent', 'lives', 'flush');
  const all = await eventsUntil(events, 'type:lives ');
  const lives = all.filter(({ name }) => name !== 'REMOTE_COMMUNICATION');
  const cpu = (supervised.cpuMs - before) / lives.length;
  expectLives(lives, { programs, rounds });
  const costs = [];
  for (let number = 1; number <= BURSTS; number += 1) {
    await sendBurst(rpc, number, burst);
    costs.push(burstCost(await eventsUntil(events, `type:end-${number} `), number, burst));
  }
  rpc.close();
  await sandbox.killAll();
  return { cpu, each: median(costs) };
}

async function ask(rpc, method, ...params) {
  const answer = await rpc.call(method, ...params);
  if (answer.includes('<fault>')) throw new Error(`${method}: ${answer.slice(-500)}`);
}

/** Milliseconds from one event of a waiting queue to the next, at the listener. */
function burstCost(events, number, burst) {
  const times = events
    .filter(({ payload }) => payload.startsWith(`type:burst-${number} `))
    .map(({ at }) => at);
  if (times.length !== burst) throw new Error(`${times.length} events of a burst of ${burst}`);
  return (times.at(-1) - times[0]) / 1000 / (burst - 1);
}

/** One request that brings all events at once, so that they wait for the listener and not the listener for them. */
async function sendBurst(rpc, number, burst) {
  const one = (type, data) =>
    `<value><struct><member><name>methodName</name><value>supervisor.sendRemoteCommEvent</value></member><member><name>params</name><value><array><data><value>${type}</value><value>${data}</value></data></array></value></member></struct></value>`;
  const calls = Array.from({ length: burst }, (_, index) => one(`burst-${number}`, String(index)));
  calls.push(one(`end-${number}`, 'flush'));
  const answer = await rpc.send(post('system.multicall', [`<array><data>${calls.join('')}</data></array>`]));
  if (answer.includes('faultCode')) throw new Error(answer.slice(-500));
}

/** Throws unless every process lived `rounds` whole lives, and no event is missing, doubled or out of order. */
function expectLives(events, { programs, rounds }) {
  const perProcess = new Map();
  for (const { payload, name } of events) {
    const process = /processname:(\S+)/.exec(payload)[1];
    if (process === 'recorder') continue;
    const states = perProcess.get(process) ?? [];
    states.push(name.replace('PROCESS_STATE_', ''));
    perProcess.set(process, states);
  }
  const expected = Array.from({ length: rounds }, () => LIFE)
    .flat()
    .join();
  if (perProcess.size !== programs)
    throw new Error(`events of ${perProcess.size} programs, not of ${programs}`);
  for (const [process, states] of perProcess) {
    if (states.join() !== expected) throw new Error(`${process}: ${states.join()}`);
  }
  if (events.some(({ poolSerial }, index) => poolSerial !== index))
    throw new Error('events lost, doubled or out of order');
}

async function eventsUntil(file, lastPayload) {
  const content = await until(() => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.includes(`|${lastPayload}`) && text;
  });
  const lines = content.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [at, header] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    const bar = header.indexOf('|');
    return {
      at: Number(at),
      name: /eventname:(\S+)/.exec(header)[1],
      poolSerial: Number(/poolserial:(\d+)/.exec(header)[1]),
      payload: header.slice(bar + 1),
    };
  });
}
