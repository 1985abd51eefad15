// Every supervisor that can start a number of programs and stop them again. Each launch gives:
// - pid: the process to ask to stop
// - count(): how many programs exist by now
// - ask(): asks it to stop everything and to end
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPm2 } from './pm2.mjs';
import { countChildren, nameOf, rssAnonMb } from './proc.mjs';
import { kill } from './sandbox.mjs';
import { isInstalled, Supervised, sleepers } from './supervised.mjs';

/** `most`: more programs than that it cannot have, or needs minutes for. */
export function contenders(sandbox, command = '/bin/sleep 86400') {
  const all = [
    floor(sandbox),
    supervised(sandbox, 'vigild', 100_000),
    background(sandbox, 'vigild', 100_000),
  ];
  if (isInstalled('supervisord')) {
    all.push(supervised(sandbox, 'supervisord', 1000), background(sandbox, 'supervisord', 1000));
  }
  if (existsSync('/usr/bin/runsvdir')) all.push(runit(sandbox, command));
  if (existsSync('/usr/bin/s6-svscan')) all.push(s6(sandbox, command));
  if (existsSync('/usr/sbin/dinit')) all.push(dinit(sandbox, command));
  return all;
}

function floor(sandbox) {
  // Compiled before anything is timed.
  const spawn = sandbox.floor('spawn');
  return {
    name: 'floor',
    most: 100_000,
    launch(count) {
      const child = sandbox.spawn(spawn, [String(count)]);
      return direct(child);
    },
  };
}

function supervised(sandbox, kind, most) {
  return {
    name: kind,
    most,
    launch(count) {
      const daemon = new Supervised(sandbox, kind, sleepers(count));
      const child = daemon.launch();
      return { ...direct(child), note: () => sandbox.noteRunDirectory(child.pid) };
    },
  };
}

/** As a daemon: the start includes the process that the terminal waits for. */
function background(sandbox, kind, most) {
  return {
    name: `${kind}, background`,
    most,
    async launch(count) {
      const daemon = new Supervised(sandbox, kind, sleepers(count));
      await daemon.launchInBackground();
      return {
        ...direct(daemon),
        configuration: daemon.configuration,
        note: () => sandbox.noteRunDirectory(daemon.pid),
      };
    },
  };
}

function direct(child) {
  return {
    pid: child.pid,
    supervisors: () => [child.pid],
    count: () => countChildren(child.pid),
    ask: () => kill(child.pid, 'SIGTERM'),
    note: () => {},
  };
}

function runit(sandbox, command) {
  return {
    name: 'runit',
    most: 1000,
    launch(count) {
      const directory = services(sandbox, 'runit', count, (path, name) => {
        sandbox.file(join(path, name), 'run', `#!/bin/sh\nexec ${command}\n`, 0o755);
      });
      const child = sandbox.spawn('/usr/bin/runsvdir', ['-P', directory]);
      return indirect(sandbox, child, { own: /^runsv/, ask: () => kill(child.pid, 'SIGHUP') });
    },
  };
}

function s6(sandbox, command) {
  return {
    name: 's6',
    most: 1000,
    launch(count) {
      const directory = services(sandbox, 's6', count, (path, name) => {
        sandbox.file(join(path, name), 'run', `#!/bin/sh\nexec ${command}\n`, 0o755);
      });
      const child = sandbox.spawn('/usr/bin/s6-svscan', ['-c', '2000', directory]);
      return indirect(sandbox, child, { own: /^s6-/, ask: () => kill(child.pid, 'SIGTERM') });
    },
  };
}

function dinit(sandbox, command) {
  return {
    name: 'dinit',
    most: 1000,
    launch(count) {
      const directory = sandbox.folder('dinit');
      const names = Array.from({ length: count }, (_, index) => `sleep_${index}`);
      for (const name of names) sandbox.file(directory, name, `type = process\ncommand = ${command}\n`);
      sandbox.file(
        directory,
        'boot',
        `type = internal\n${names.map((name) => `waits-for: ${name}\n`).join('')}`,
      );
      const socket = join(directory, 'dinitctl');
      const child = sandbox.spawn('/usr/sbin/dinit', ['-q', '-d', directory, '-p', socket]);
      return direct(child);
    },
  };
}

/** PM2 takes a Node of its own and seconds for a hundred programs. */
export async function pm2(sandbox) {
  const command = await installPm2(sandbox);
  if (command === null) return null;
  return {
    name: 'PM2',
    most: 100,
    launch(count) {
      const directory = sandbox.folder('pm2');
      const apps = Array.from({ length: count }, (_, index) => ({
        name: `sleep_${index}`,
        script: '/bin/sleep',
        args: '86400',
        interpreter: 'none',
      }));
      const file = sandbox.file(
        directory,
        'ecosystem.config.cjs',
        `module.exports = ${JSON.stringify({ apps })};`,
      );
      const env = { PM2_HOME: join(directory, 'home') };
      mkdirSync(env.PM2_HOME);
      const child = sandbox.spawn(command, ['start', file], { env });
      return indirect(sandbox, child, { own: /^PM2/, ask: () => sandbox.spawn(command, ['kill'], { env }) });
    },
  };
}

function services(sandbox, name, count, make) {
  const directory = sandbox.folder(name);
  for (let index = 0; index < count; index += 1) make(directory, `sleep_${index}`);
  return directory;
}

/** Programs are children of one supervising process each, or of a daemon of another pid. `own`: names of supervisors. */
function indirect(sandbox, child, { own, ask }) {
  const named = (expression) => sandbox.processes().filter((pid) => expression.test(nameOf(pid)));
  const programs = () => named(/^sleep$/);
  return {
    pid: child.pid,
    isIndirect: true,
    supervisors: () => named(own),
    programs,
    count: () => programs().length,
    ask,
    note: () => {},
  };
}

export function memoryOf(launched) {
  return launched.supervisors().reduce((sum, pid) => sum + rssAnonMb(pid), 0);
}
