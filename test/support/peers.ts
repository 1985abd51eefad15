/**
 * Real programs that some suites need beside vigil. Where one is missing its suite is left out loudly: one passing
 * test whose name says so, and a line on stderr.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Peer {
  readonly debianPackage: string;
  /** The first of these that is found is the peer. */
  readonly commands: readonly string[];
}

const PEERS = {
  python3: { debianPackage: 'python3', commands: ['python3'] },
  supervisord: { debianPackage: 'supervisor', commands: ['supervisord'] },
  nginx: { debianPackage: 'nginx-light', commands: ['nginx'] },
  apache2: { debianPackage: 'apache2', commands: ['apache2'] },
  redis: { debianPackage: 'redis-server', commands: ['redis-server'] },
  'php-fpm': { debianPackage: 'php-fpm', commands: ['php-fpm', 'php-fpm8.4', 'php-fpm8.2', 'php-fpm8.1'] },
  bash: { debianPackage: 'bash', commands: ['bash'] },
  zsh: { debianPackage: 'zsh', commands: ['zsh'] },
  fish: { debianPackage: 'fish', commands: ['fish'] },
  'php-cgi': { debianPackage: 'php-cgi', commands: ['php-cgi'] },
  script: { debianPackage: 'bsdutils', commands: ['script'] },
  chromium: { debianPackage: 'chromium', commands: ['chromium'] },
  'systemd-analyze': { debianPackage: 'systemd', commands: ['systemd-analyze'] },
  gcc: { debianPackage: 'gcc', commands: ['gcc'] },
  mariadb: { debianPackage: 'mariadb-server', commands: ['mariadbd'] },
  sshd: { debianPackage: 'openssh-server', commands: ['sshd'] },
  memcached: { debianPackage: 'memcached', commands: ['memcached'] },
  haproxy: { debianPackage: 'haproxy', commands: ['haproxy'] },
  lighttpd: { debianPackage: 'lighttpd', commands: ['lighttpd'] },
  icecast2: { debianPackage: 'icecast2', commands: ['icecast2'] },
  beanstalkd: { debianPackage: 'beanstalkd', commands: ['beanstalkd'] },
  cron: { debianPackage: 'cron', commands: ['cron'] },
  'node-exporter': {
    debianPackage: 'prometheus-node-exporter',
    commands: ['prometheus-node-exporter'],
  },
  setpriv: { debianPackage: 'util-linux', commands: ['setpriv'] },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof PEERS;

const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export function hasPeer(name: PeerName): boolean {
  return findPeer(name) !== null;
}

/** The absolute path of the peer's command. The distribution's own comes before anything else on the PATH. */
export function peerPath(name: PeerName): string {
  const path = findPeer(name);
  if (path === null)
    throw new Error(`${name} is not installed (Debian package ${PEERS[name].debianPackage})`);
  return path;
}

/** `describe`, but only where the peer is installed. */
export function describeWithPeer(name: PeerName, title: string, define: () => void): void {
  if (hasPeer(name)) {
    describe(title, define);
    return;
  }
  leaveOut(title, `${name} is not installed (Debian package ${PEERS[name].debianPackage})`);
}

/** `describe`, but only for root: what it tests needs several users. */
export function describeAsRoot(title: string, define: () => void): void {
  if (isRoot()) describe(title, define);
  else leaveOut(title, 'it needs root');
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Registers one passing test that says what was left out, and why. */
export function leaveOut(title: string, reason: string): void {
  const notice = `LEFT OUT: ${title}: ${reason}`;
  describe(title, () => {
    it(notice, () => {
      process.stderr.write(`${notice}\n`);
      expect(notice).toContain(reason);
    });
  });
}

function findPeer(name: PeerName): string | null {
  const folders = [...SYSTEM_FOLDERS, ...(process.env['PATH'] ?? '').split(':')];
  for (const command of PEERS[name].commands) {
    for (const folder of folders) {
      const path = join(folder, command);
      if (isExecutable(path)) return path;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not for us: both mean that there is no such peer here.
    return false;
  }
}
