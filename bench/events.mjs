// What an event costs: many programs are started and stopped several times while a listener subscribes to
// PROCESS_STATE, then a burst of events waits for the same listener. vigild, and supervisord where it is installed, one
// after the other on the same machine. Every event has to come, once, and in order; otherwise there is no result.
//
// Usage: node bench/events.mjs [--programs 500] [--rounds 10] [--burst 5000]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const VIGILD = fileURLToPath(new URL('../bin/vigild', import.meta.url));
const SUPERVISORD = '/usr/bin/supervisord';
const LIFE = ['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'];
const PATIENCE = 600_000;

// A listener that costs next to nothing: it notes when each event came and what it was. An event named REMOTE_...
// whose text ends in "flush" makes it write down everything.
const LISTENER = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv) {
  static char header[4096], payload[65536];
  FILE *out = fopen(argv[1], "w");
  if (argc < 2 || out == NULL) return 1;
  setvbuf(out, NULL, _IOFBF, 1 << 20);
  if (write(1, "READY\\n", 6) != 6) return 1;
  while (fgets(header, sizeof header, stdin) != NULL) {
    char *found = strstr(header, "len:");
    size_t length = found == NULL ? 0 : strtoul(found + 4, NULL, 10);
    if (length >= sizeof payload || fread(payload, 1, length, stdin) != length) return 1;
    payload[length] = 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    for (char *at = payload; *at != 0; at++) if (*at == '\\n') *at = ' ';
    header[strcspn(header, "\\n")] = 0;
    fprintf(out, "%lld %s|%s\\n", now.tv_sec * 1000000LL + now.tv_nsec / 1000, header, payload);
    if (length >= 5 && strcmp(payload + length - 5, "flush") == 0) fflush(out);
    if (write(1, "RESULT 2\\nOKREADY\\n", 17) != 17) return 1;
  }
  return 0;
}
`;

const configuration = ({ programs, listener }) => `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
nodaemon=true
silent=true
loglevel=warn
minfds=8192

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[eventlistener:recorder]
command=${listener} %(here)s/events
events=PROCESS_STATE,REMOTE_COMMUNICATION
buffer_size=1000000
stdout_logfile=NONE
stderr_logfile=NONE

[program:many]
command=/bin/sleep 1000
process_name=%(program_name)s_%(process_num)d
numprocs=${programs}
autostart=false
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;

/** @param {{programs?: number, rounds?: number, burst?: number}} options */
export async function runEventBench({ programs = 500, rounds = 10, burst = 5000 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  try {
    const listener = compile(directory, LISTENER);
    const contenders = [{ name: 'vigild', command: VIGILD }];
    if (existsSync(SUPERVISORD)) contenders.push({ name: 'supervisord', command: SUPERVISORD });
    const rows = [];
    for (const { name, command } of contenders) {
      const home = join(directory, name);
      mkdirSync(home);
      writeFileSync(join(home, 'supervisord.conf'), configuration({ programs, listener }));
      rows.push({ name, ...(await measure(command, home, { programs, rounds, burst })) });
    }
    return { programs, rounds, burst, rows };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function compile(directory, source) {
  const binary = join(directory, 'listener');
  writeFileSync(`${binary}.c`, source);
  execFileSync('cc', ['-O2', '-o', binary, `${binary}.c`]);
  return binary;
}

async function measure(command, home, { programs, rounds, burst }) {
  const socket = join(home, 'supervisor.sock');
  const child = spawn(command, ['-c', join(home, 'supervisord.conf')], { stdio: 'ignore', cwd: home });
  const exited = once(child, 'exit');
  try {
    await until(() => existsSync(socket) && isRunning(socket, 'recorder'));
    const file = join(home, 'events');
    const before = cpuSeconds(child.pid);
    const started = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      await call(socket, 'supervisor.startProcessGroup', ['many']);
      await call(socket, 'supervisor.stopProcessGroup', ['many']);
    }
    await call(socket, 'supervisor.sendRemoteCommEvent', ['lives', 'flush']);
    const lives = (await eventsUntil(file, 'type:lives ')).filter(
      ({ name }) => name !== 'REMOTE_COMMUNICATION',
    );
    const wall = performance.now() - started;
    const cpu = (cpuSeconds(child.pid) - before) * 1000;
    expectLives(lives, { programs, rounds });
    await sendBurst(socket, burst);
    const all = await eventsUntil(file, 'type:burst-end ');
    return { events: lives.length, wall, cpu, perEvent: burstCost(all, burst) };
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await exited;
    clearTimeout(timer);
  }
}

/** Milliseconds from one event of a waiting queue to the next, at the listener. */
function burstCost(events, burst) {
  const times = events.filter(({ payload }) => payload.startsWith('type:burst ')).map(({ at }) => at);
  if (times.length !== burst) throw new Error(`${times.length} events of a burst of ${burst}`);
  return (times.at(-1) - times[0]) / 1000 / (burst - 1);
}

/** One request that brings all events at once, so that they wait for the listener and not the listener for them. */
function sendBurst(socket, burst) {
  const one = (type, data) =>
    `<value><struct><member><name>methodName</name><value>supervisor.sendRemoteCommEvent</value></member><member><name>params</name><value><array><data><value>${type}</value><value>${data}</value></data></array></value></member></struct></value>`;
  const calls = Array.from({ length: burst }, (_, index) => one('burst', String(index)));
  calls.push(one('burst-end', 'flush'));
  return post(socket, 'system.multicall', `<value><array><data>${calls.join('')}</data></array></value>`);
}

/** Throws unless every process lived `rounds` whole lives, and no event is missing, doubled or out of order. */
function expectLives(events, { programs, rounds }) {
  const perProcess = new Map();
  for (const { payload, name } of events) {
    const process = /processname:(\S+)/.exec(payload)[1];
    if (process === 'recorder') continue;
    perProcess.set(process, [...(perProcess.get(process) ?? []), name.replace('PROCESS_STATE_', '')]);
  }
  const expected = Array.from({ length: rounds }, () => LIFE)
    .flat()
    .join();
  if (perProcess.size !== programs)
    throw new Error(`events of ${perProcess.size} programs, not of ${programs}`);
  for (const [process, states] of perProcess) {
    if (states.join() !== expected) throw new Error(`${process}: ${states.join()}`);
  }
  const serials = events.map(({ poolSerial }) => poolSerial);
  if (serials.some((serial, index) => serial !== index))
    throw new Error('events lost, doubled or out of order');
}

async function eventsUntil(file, lastPayload) {
  await until(() => {
    const content = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return content.includes(`|${lastPayload}`);
  });
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
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

async function isRunning(socket, name) {
  try {
    return /<string>RUNNING</.test(await call(socket, 'supervisor.getProcessInfo', [name]));
  } catch {
    return false; // It does not serve yet.
  }
}

function call(socket, method, parameters) {
  const params = parameters.map((value) => `<param><value><string>${value}</string></value></param>`);
  return exchange(
    socket,
    `<methodCall><methodName>${method}</methodName><params>${params.join('')}</params></methodCall>`,
  );
}

function post(socket, method, value) {
  return exchange(
    socket,
    `<methodCall><methodName>${method}</methodName><params><param>${value}</param></params></methodCall>`,
  );
}

async function exchange(socketPath, body) {
  const sent = request({
    socketPath,
    path: '/RPC2',
    method: 'POST',
    agent: false,
    headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const answer = await text(response);
  if (response.statusCode !== 200 || answer.includes('<fault>')) throw new Error(answer.slice(0, 500));
  return answer;
}

async function until(condition) {
  const deadline = performance.now() + PATIENCE;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await delay(20);
  }
}

/** User and system time of a process. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @param {Awaited<ReturnType<typeof runEventBench>>} result */
export function eventTable({ programs, rounds, burst, rows }) {
  const [vigild] = rows;
  const cells = rows.map((row) => [
    row.name,
    String(row.events),
    (row.wall / 1000).toFixed(1),
    (row.cpu / row.events).toFixed(3),
    row.perEvent.toFixed(4),
    (row.perEvent / vigild.perEvent).toFixed(1),
  ]);
  const head = ['', 'events', 'lives, s', 'CPU ms/event', 'burst ms/event', 'ratio'];
  const lines = [head, ...cells].map(([name, ...rest]) => {
    return `${name.padEnd(14)}${rest.map((cell) => cell.padStart(16)).join('')}`;
  });
  const title = `${programs} programs started and stopped ${rounds} times; then ${burst} events that wait`;
  return `${title}\n${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      programs: { type: 'string', default: '500' },
      rounds: { type: 'string', default: '10' },
      burst: { type: 'string', default: '5000' },
    },
  });
  const options = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)]));
  process.stdout.write(eventTable(await runEventBench(options)));
}
