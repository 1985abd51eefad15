import { describe, expect, test } from 'vitest';
import { splitCommand } from './command-words.ts';
import { backgroundHabit, foregroundCure } from './foreground-commands.ts';

function cure(command: string): string | null {
  const result = splitCommand(command);
  return result.kind === 'split' ? foregroundCure(result.words) : null;
}

describe('commands that leave the foreground', () => {
  test.each([
    ['nginx', 'daemon off;'],
    ['/usr/sbin/nginx -c /etc/nginx.conf', 'daemon off;'],
    ['apache2ctl start', '-DFOREGROUND'],
    ['apachectl start', '-DFOREGROUND'],
    ['httpd', '-DFOREGROUND'],
    ['php-fpm', '-F'],
    ['/usr/sbin/php-fpm8.2 -y /etc/php.conf', '-F'],
    ['php82-fpm', '-F'],
    ['redis-server --daemonize yes', '--daemonize no'],
    ['dbus-daemon --system', '--nofork'],
    ['/usr/sbin/xrdp-sesman', '--nodaemon'],
    ['transmission-daemon --config-dir /c', '--foreground'],
    ['slurmd', '-D'],
    ['carbon-cache.py --config=/c start', '--nodaemon'],
    ['/sbin/hadoop-daemon.sh start namenode', 'hdfs'],
    ['emqx start', 'foreground'],
    ['redis-server --daemonize=yes', '--daemonize no'],
    ['mysqld --daemonize', '--daemonize'],
    ['memcached -d -m 64', '-d'],
    ['memcached -vd', '-d'],
    ['/usr/sbin/sshd', '-D'],
    ['cron', '-f'],
    ['haproxy -D -f /etc/haproxy.cfg', '-D'],
    ['gunicorn app:app -D', '--daemon'],
    ['gunicorn --daemon app:app', '--daemon'],
    ['uwsgi --daemonize /var/log/u.log', '--daemonize'],
    ['uwsgi --daemonize=/var/log/u.log', '--daemonize'],
    ['chronyd -x', '-n'],
    ['pdns_server --daemon=yes --guardian=yes', '--daemon=no'],
    ['fail2ban-client -x start', 'fail2ban-server -f'],
    ['icecast2 -b -c /etc/icecast2/icecast.xml', '-b'],
    ['stunnel4 /etc/stunnel/stunnel.conf', 'foreground = yes'],
    ['monit -c /etc/monit/monitrc', '-I'],
    ['docker run -d image', '--detach'],
    ['celery multi start w1', 'celery worker'],
    ['supervisord -c x.conf', '--nodaemon'],
    ['/etc/init.d/apache2 start', 'service program'],
    ['service nginx start', 'service program'],
  ])('%s: the cure names %s', (command, expected) => {
    expect(cure(command)).toContain(expected);
  });

  test.each([
    '',
    "nginx -g 'daemon off;'",
    `nginx -g "daemon off; error_log stderr;"`,
    'nginx -g "pid /run/x.pid; daemon off;" -c /etc/n.conf',
    'apache2ctl -DFOREGROUND',
    'chronyd -d -x',
    'pdns_server --daemon=no',
    'fail2ban-client status',
    'icecast2 -c /etc/icecast2/icecast.xml',
    'monit -I',
    'apachectl -D FOREGROUND',
    'php-fpm -F',
    'php-fpm8.2 --nodaemonize',
    'php-fpm -RF',
    'redis-server /etc/redis.conf',
    'redis-server --daemonize no',
    'mysqld --user=mysql',
    'memcached -m 64',
    'sshd -D',
    'sshd -De',
    'cron -f',
    'dbus-daemon --system --nofork',
    'dbus-daemon --session',
    'xrdp -n',
    'carbon-cache.py --debug start',
    'emqx foreground',
    'elasticsearch',
    'slurmctld -Dvv',
    'haproxy -W -f /etc/haproxy.cfg',
    'gunicorn app:app -w 4',
    'uwsgi --ini x.ini',
    'docker run --rm image',
    'supervisord --nodaemon',
    'service nginx stop',
    '/usr/bin/python3 nginx',
  ])('%s stays', (command) => {
    expect(cure(command)).toBeNull();
  });
});

describe('commands that only start something else', () => {
  test.each([
    ['/etc/init.d/mariadb start', true],
    ['service mariadb start', true],
    ['pg_ctl -D /d start', true],
    ['start-stop-daemon --start --background --exec /bin/x', true],
    ['nginx', false],
    ['icecast2 -b', false],
  ])('%s: %s', (command, expected) => {
    const split = splitCommand(command);
    expect(split.kind === 'split' && backgroundHabit(split.words)?.isLauncher).toBe(expected);
  });
});
