/** Starts that failed before the command was tried: its directory, its user, its logs, the limits of the machine. */
import { type CauseRule, certain, likely, spawnEnd } from './cause-rule.ts';
import { portCause } from './port-causes.ts';

export const badDirectory: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'chdir') return null;
  const directory = facts.policy?.directory ?? 'the directory';
  const { errno } = end;
  if (errno === 'ENOTDIR') {
    return certain('bad-directory', `directory=${directory} is not a directory`, 'name a directory');
  }
  if (errno === 'EACCES') {
    return certain(
      'bad-directory',
      `directory=${directory} may not be entered`,
      'give its user the permission (x)',
    );
  }
  return certain(
    'bad-directory',
    `directory=${directory} does not exist`,
    `make it (mkdir -p ${directory}), or correct it`,
  );
};

export const badUser: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'user') return null;
  const user = facts.policy?.user ?? 'the user';
  if (end.errno === 'EPERM') {
    return certain(
      'user-not-permitted',
      `user=${user}: only a daemon that runs as root can start a program as another user`,
      'start the daemon as root, or leave out user=',
    );
  }
  return certain(
    'setpriv-missing',
    `user=${user} needs the command setpriv: ${end.message}`,
    'install the package util-linux',
  );
};

export const cannotSetUp: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'set-up') return null;
  const { errno, message } = end;
  if (errno === 'EMFILE' || errno === 'ENFILE') {
    return certain(
      'too-many-files',
      message,
      'raise minfds in [supervisord], or the limit of the daemon (ulimit -n)',
    );
  }
  if (/in use|EADDRINUSE/i.test(message)) return portCause(facts, message);
  if (errno === 'ENOSPC') return certain('disk-full', message, 'make room on the disk');
  return likely(
    'log-not-writable',
    `its log files or pipes cannot be opened: ${message}`,
    'check stdout_logfile and stderr_logfile: directory, permissions, room',
  );
};

export const noMoreProcesses: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'spawn') return null;
  if (end.errno === 'ENOMEM')
    return certain('out-of-memory', end.message, 'free memory on this machine, or give it more');
  return certain(
    'process-limit',
    `no process could be made: ${end.message}`,
    'see the limit of processes (ulimit -u, pids.max of the cgroup)',
  );
};
