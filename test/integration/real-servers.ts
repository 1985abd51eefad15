/**
 * Servers of Debian in the configuration in which they go into the background, each in a directory of its own and on
 * the loopback interface: how they are started, and how one sees that they serve.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type PeerName, peerPath } from '../support/peers.ts';

export interface Place {
  readonly directory: string;
  readonly port: number;
}

export interface RealServer {
  readonly peer: PeerName;
  /** Where the test's title says more than the peer. */
  readonly title?: string;
  /** Writes what it needs and answers the lines of its section. */
  readonly prepare: (place: Place) => string;
  /** What it answers when asked. */
  readonly isServing: (place: Place) => Promise<boolean>;
  /** The executable of the main process, where it is not the peer's. */
  readonly main?: string;
}

const WWW_DATA = 33;

export const REAL_SERVERS: readonly RealServer[] = [
  {
    peer: 'nginx',
    prepare: ({ directory, port }) => {
      writeFileSync(join(directory, 'nginx.conf'), nginxConfiguration(directory, port));
      return `command=${peerPath('nginx')} -c ${directory}/nginx.conf`;
    },
    isServing: (place) => answers(place, 'GET / HTTP/1.0\r\n\r\n', 'nginx serves'),
  },
  {
    peer: 'apache2',
    title: 'apache2ctl start',
    prepare: ({ directory, port }) => {
      writeFileSync(join(directory, 'apache2.conf'), apacheConfiguration(directory, port));
      mkdirSync(join(directory, 'www'));
      writeFileSync(join(directory, 'www', 'index.html'), 'apache serves');
      const variables = [
        `APACHE_CONFDIR="${directory}"`,
        'APACHE_ENVVARS="/dev/null"',
        `APACHE_RUN_DIR="${directory}/run"`,
        `APACHE_LOCK_DIR="${directory}/lock"`,
      ];
      return `command=/usr/sbin/apache2ctl start\nenvironment=${variables.join(',')}`;
    },
    isServing: (place) => answers(place, 'GET /index.html HTTP/1.0\r\n\r\n', 'apache serves'),
  },
  {
    peer: 'php-fpm',
    prepare: ({ directory, port }) => {
      writeFileSync(
        join(directory, 'fpm.conf'),
        `[global]\npid=${directory}/fpm.pid\nerror_log=${directory}/fpm.log\n[www]\nuser=www-data\ngroup=www-data\n` +
          `listen=127.0.0.1:${port}\npm=static\npm.max_children=2\nping.path=/ping\n`,
      );
      return `command=${peerPath('php-fpm')} -y ${directory}/fpm.conf`;
    },
    isServing: (place) => answers(place, fastCgiPing(), 'pong'),
  },
  {
    peer: 'redis',
    prepare: ({ directory, port }) =>
      `command=${peerPath('redis')} --daemonize yes --port ${port} --bind 127.0.0.1 --dir ${directory} --save ''`,
    isServing: (place) => answers(place, 'PING\r\n', '+PONG'),
  },
  {
    peer: 'mariadb',
    title: 'mysqld_safe',
    prepare: ({ directory, port }) => {
      const data = join(directory, 'data');
      mkdirSync(data);
      chownSync(directory, WWW_DATA, WWW_DATA);
      const options = [`--datadir=${data}`, '--user=www-data', '--auth-root-authentication-method=normal'];
      const made = spawnSync('mariadb-install-db', ['--no-defaults', ...options], { encoding: 'utf8' });
      if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stdout}${made.stderr}`);
      const command =
        `mysqld_safe --no-defaults --datadir=${data} --user=www-data --bind-address=127.0.0.1 --port=${port} ` +
        `--socket=${directory}/mysql.sock --pid-file=${directory}/mysql.pid --log-error=${directory}/mysql.log`;
      return `command=${command}\nstop_scope=tree`;
    },
    isServing: (place) => answers(place, '', 'MariaDB'),
    main: 'mariadbd',
  },
  {
    peer: 'sshd',
    prepare: ({ directory, port }) => {
      const key = join(directory, 'key');
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      mkdirSync('/run/sshd', { recursive: true });
      writeFileSync(
        join(directory, 'sshd_config'),
        `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${key}\nPidFile ${directory}/sshd.pid\nUsePAM no\n`,
      );
      return `command=${peerPath('sshd')} -f ${directory}/sshd_config`;
    },
    isServing: (place) => answers(place, '', 'SSH-2.0'),
  },
  {
    peer: 'memcached',
    prepare: ({ directory, port }) =>
      `command=${peerPath('memcached')} -d -u root -l 127.0.0.1 -p ${port} -U 0 -P ${directory}/memcached.pid`,
    isServing: (place) => answers(place, 'version\r\n', 'VERSION'),
  },
  {
    peer: 'haproxy',
    prepare: ({ directory, port }) => {
      writeFileSync(
        join(directory, 'haproxy.cfg'),
        'defaults\n  mode http\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n' +
          `frontend f\n  bind 127.0.0.1:${port}\n  http-request return status 200 content-type text/plain string "haproxy serves"\n`,
      );
      return `command=${peerPath('haproxy')} -D -f ${directory}/haproxy.cfg -p ${directory}/haproxy.pid`;
    },
    isServing: (place) => answers(place, 'GET / HTTP/1.0\r\n\r\n', 'haproxy serves'),
  },
  {
    peer: 'lighttpd',
    prepare: ({ directory, port }) => {
      writeFileSync(
        join(directory, 'lighttpd.conf'),
        `server.document-root = "${directory}"\nserver.bind = "127.0.0.1"\nserver.port = ${port}\n` +
          'mimetype.assign = ( ".txt" => "text/plain" )\n',
      );
      writeFileSync(join(directory, 'index.txt'), 'lighttpd serves');
      return `command=${peerPath('lighttpd')} -f ${directory}/lighttpd.conf`;
    },
    isServing: (place) => answers(place, 'GET /index.txt HTTP/1.0\r\n\r\n', 'lighttpd serves'),
  },
  {
    // It stays in the session and in the process group of what was started.
    peer: 'icecast2',
    prepare: ({ directory, port }) => {
      const paths = ['basedir', 'logdir', 'webroot', 'adminroot'].map(
        (name) => `<${name}>${directory}</${name}>`,
      );
      writeFileSync(
        join(directory, 'icecast.xml'),
        `<icecast><hostname>localhost</hostname><limits><sources>2</sources></limits>
<authentication><source-password>a</source-password><admin-user>b</admin-user><admin-password>c</admin-password></authentication>
<listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
<paths>${paths.join('')}</paths><logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog></logging>
<security><chroot>0</chroot><changeowner><user>www-data</user><group>www-data</group></changeowner></security></icecast>
`,
      );
      chownSync(directory, WWW_DATA, WWW_DATA);
      return `command=${peerPath('icecast2')} -b -c ${directory}/icecast.xml`;
    },
    isServing: (place) => answers(place, 'GET /status-json.xsl HTTP/1.0\r\n\r\n', 'Server: Icecast'),
  },
  {
    peer: 'beanstalkd',
    title: 'start-stop-daemon --background',
    prepare: ({ directory, port }) =>
      `command=start-stop-daemon --start --background --make-pidfile --pidfile ${directory}/beanstalkd.pid ` +
      `--exec ${peerPath('beanstalkd')} -- -l 127.0.0.1 -p ${port}`,
    isServing: (place) => answers(place, 'stats\r\n', 'OK '),
  },
  {
    peer: 'cron',
    prepare: ({ directory }) => {
      // Its files have fixed names, so it gets empty ones of its own, and takes each start for the machine's.
      const mounts = ['/run', '/etc/cron.d', '/var/spool/cron'].map((path) => `mount -t tmpfs none ${path}`);
      const script = [
        '#!/bin/sh',
        ...mounts,
        'mount --bind /dev/null /etc/crontab',
        `echo '@reboot root echo cron serves > ${directory}/served' > /etc/cron.d/job`,
        `exec ${peerPath('cron')}`,
      ];
      writeFileSync(join(directory, 'start-cron'), `${script.join('\n')}\n`);
      chmodSync(join(directory, 'start-cron'), 0o755);
      return `command=unshare --mount ${directory}/start-cron`;
    },
    // Each start does its job once, so this can be asked once.
    isServing: async ({ directory }) => {
      const proof = join(directory, 'served');
      const isServed = existsSync(proof) && readFileSync(proof, 'latin1') === 'cron serves\n';
      if (isServed) rmSync(proof);
      return isServed;
    },
  },
];

/** With workers, as Debian's own has them. */
export function nginxConfiguration(directory: string, port: number, more = ''): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${directory}/${name};\n`,
  );
  return `worker_processes 2;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
${more}
events { worker_connections 256; }
http {
  access_log off;
${paths.join('')}  server {
    listen 127.0.0.1:${port};
    location / { return 200 "nginx serves\\n"; }
  }
}
`;
}

export function apacheConfiguration(directory: string, port: number): string {
  const module = (name: string) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`;
  return `${module('mpm_event')}${module('authz_core')}ServerName localhost
ServerRoot ${directory}
DefaultRuntimeDir ${directory}
PidFile ${directory}/apache.pid
ErrorLog ${directory}/error.log
User www-data
Group www-data
Listen 127.0.0.1:${port}
DocumentRoot ${directory}/www
`;
}

/** Connects, says this, and waits for that. False for a refused connection, too. */
function answers({ port }: Place, request: string | Uint8Array, expected: string): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port });
    const end = (isServing: boolean) => {
      socket.destroy();
      resolve(isServing);
    };
    socket.setTimeout(2000, () => end(false));
    socket.on('connect', () => socket.write(request));
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (text.includes(expected)) end(true);
    });
    socket.on('error', () => end(false));
    socket.on('close', () => end(text.includes(expected)));
  });
}

/** A request for the ping page, by the FastCGI specification. */
function fastCgiPing(): Uint8Array {
  const record = (type: number, content: Buffer) =>
    Buffer.concat([Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]), content]);
  const parameters = { SCRIPT_NAME: '/ping', SCRIPT_FILENAME: '/ping', REQUEST_METHOD: 'GET' };
  const pairs = Object.entries(parameters).map(([name, value]) =>
    Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]),
  );
  const begin = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([
    record(1, begin),
    record(4, Buffer.concat(pairs)),
    record(4, Buffer.alloc(0)),
    record(5, Buffer.alloc(0)),
  ]);
}
