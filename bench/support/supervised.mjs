// vigild or supervisord with a configuration that both understand, in a directory of its own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuTicksMs, isAlive } from './proc.mjs';
import { Rpc } from './rpc.mjs';
import { kill } from './sandbox.mjs';
import { until } from './wait.mjs';

const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

export const COMMANDS = {
  vigild: { daemon: join(BIN, 'vigild'), client: join(BIN, 'vigilctl') },
  supervisord: { daemon: '/usr/bin/supervisord', client: '/usr/bin/supervisorctl' },
};

export function isInstalled(kind) {
  return existsSync(COMMANDS[kind].daemon);
}

/** `sleep` as a program, `count` times. */
export function sleepers(count, options = '') {
  return `[program:sleep]
command=/bin/sleep 86400
process_name=%(program_name)s_%(process_num)05d
numprocs=${count}
stdout_logfile=NONE
stderr_logfile=NONE
${options}
`;
}

export class Supervised {
  #sandbox;

  constructor(sandbox, kind, programs, options = '') {
    this.#sandbox = sandbox;
    this.kind = kind;
    this.directory = sandbox.folder(kind);
    this.socket = join(this.directory, 'supervisor.sock');
    this.log = join(this.directory, 'supervisord.log');
    this.configuration = sandbox.file(this.directory, 'supervisord.conf', base(programs, options));
    this.pid = 0;
  }

  /** In the foreground, without waiting for anything. */
  launch() {
    const { daemon } = COMMANDS[this.kind];
    const child = this.#sandbox.spawn(daemon, ['-n', '-s', '-c', this.configuration], {
      cwd: this.directory,
    });
    this.pid = child.pid;
    return child;
  }

  /** As it is usually run, in the background; resolves when the command has returned. */
  async launchInBackground() {
    const { daemon } = COMMANDS[this.kind];
    const child = this.#sandbox.spawn(daemon, ['-c', this.configuration], { cwd: this.directory });
    await child.ended;
    const pidfile = join(this.directory, 'supervisord.pid');
    this.pid = await until(() => existsSync(pidfile) && Number(readFileSync(pidfile, 'utf8')), { every: 1 });
  }

  /** Started, and every process of it RUNNING. */
  static async start(sandbox, kind, programs, options = '') {
    const supervised = new Supervised(sandbox, kind, programs, options);
    await supervised.launchInBackground();
    const rpc = await supervised.rpc();
    await until(async () => !/>STARTING</.test(await rpc.call('supervisor.getAllProcessInfo')), {
      every: 100,
    });
    rpc.close();
    if (kind === 'vigild') sandbox.noteRunDirectory(supervised.pid);
    return supervised;
  }

  rpc() {
    return until(() => Rpc.open(this.socket).catch(() => null), { every: 5, what: 'the control socket' });
  }

  get cpuMs() {
    return cpuTicksMs(this.pid);
  }

  text() {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : '';
  }

  async stop() {
    kill(this.pid, 'SIGTERM');
    await until(() => !isAlive(this.pid), { what: `the end of ${this.kind}` });
  }
}

function base(programs, options) {
  return `[supervisord]
logfile=%(here)s/supervisord.log
logfile_maxbytes=0
pidfile=%(here)s/supervisord.pid
childlogdir=%(here)s
minfds=4096
${options}

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://%(here)s/supervisor.sock

${programs}`;
}
