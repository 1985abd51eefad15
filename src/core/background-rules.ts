/**
 * Commands that put themselves into the background, and what keeps each of them in the foreground. The facts come from
 * each program's own manual.
 */

export interface BackgroundRule {
  /** Base names of the executable; a pattern where versions are part of it. */
  readonly commands: readonly (string | RegExp)[];
  /**
   * `always` for a command that goes to the background unless one of `foreground` is given; a list for one that does
   * so only with one of these. An entry is one or more consecutive words; a single letter also matches in a cluster.
   */
  readonly background: 'always' | readonly string[];
  readonly foreground?: readonly string[];
  /** What to write instead, completing "to keep it in the foreground, ...". */
  readonly cure: string;
  /** It starts something else and ends, however long that takes; it is never the program itself. */
  readonly isLauncher?: true;
  /** What its own configuration may say to keep it in the foreground all the same, completing "unless ...". */
  readonly unless?: string;
}

const APACHE_FOREGROUND = ['-DFOREGROUND', '-D FOREGROUND', '-DNO_DETACH', '-D NO_DETACH', '-X'];

export const BACKGROUND_RULES: readonly BackgroundRule[] = [
  {
    commands: ['nginx', 'openresty', 'angie', 'freenginx'],
    background: 'always',
    foreground: ['daemon off', 'daemon off;', '-t', '-T', '-s', '-v', '-V', '-h'],
    cure: "add -g 'daemon off;', or write daemon off; in its configuration",
    unless: 'its configuration says daemon off;',
  },
  {
    commands: ['apache2', 'httpd', 'apache2ctl', 'apachectl'],
    background: 'always',
    foreground: [...APACHE_FOREGROUND, '-t', '-v', '-V'],
    cure: 'add -DFOREGROUND',
  },
  {
    commands: [/^php\d*-?fpm[\d.]*$/],
    background: 'always',
    foreground: ['-F', '--nodaemonize', '-t', '-v', '-i'],
    cure: 'add -F (--nodaemonize)',
    unless: 'its configuration says daemonize = no',
  },
  { commands: ['sshd'], background: 'always', foreground: ['-D', '-d', '-i', '-t', '-T'], cure: 'add -D' },
  { commands: ['dropbear'], background: 'always', foreground: ['-F', '-i'], cure: 'add -F' },
  { commands: ['cron', 'atd'], background: 'always', foreground: ['-f', '-d'], cure: 'add -f' },
  {
    commands: ['crond'],
    background: 'always',
    foreground: ['-f', '-n', '-d'],
    cure: 'add -n (cronie) or -f (busybox, dcron)',
  },
  { commands: ['named'], background: 'always', foreground: ['-f', '-g'], cure: 'add -f' },
  {
    commands: ['ntpd', 'rsyslogd', 'syslogd', 'klogd'],
    background: 'always',
    foreground: ['-n'],
    cure: 'add -n',
  },
  { commands: ['chronyd'], background: 'always', foreground: ['-d', '-n', '-q', '-Q', '-p'], cure: 'add -n' },
  {
    commands: ['syslog-ng'],
    background: 'always',
    foreground: ['-F', '--foreground'],
    cure: 'add --foreground',
  },
  {
    commands: ['dnsmasq'],
    background: 'always',
    foreground: ['-k', '--keep-in-foreground', '-d', '--no-daemon', '--test'],
    cure: 'add --keep-in-foreground',
  },
  { commands: ['proftpd'], background: 'always', foreground: ['-n', '--nodaemon'], cure: 'add --nodaemon' },
  { commands: ['pure-ftpd'], background: ['-B', '--daemonize'], cure: 'leave out --daemonize (-B)' },
  {
    commands: ['smbd', 'nmbd', 'winbindd', 'samba'],
    background: 'always',
    foreground: ['-F', '--foreground', '-i', '--interactive'],
    cure: 'add --foreground --no-process-group',
  },
  { commands: ['postfix'], background: ['start'], cure: 'use postfix start-fg' },
  { commands: ['exim', 'exim4'], background: ['-bd'], cure: 'use -bdf in place of -bd' },
  { commands: ['dovecot'], background: 'always', foreground: ['-F', '-n', '-a'], cure: 'add -F' },
  {
    commands: ['squid', 'squid3'],
    background: 'always',
    foreground: ['-N', '--foreground', '-z', '-k'],
    cure: 'add --foreground (-N for a single process)',
  },
  { commands: ['varnishd'], background: 'always', foreground: ['-F', '-d', '-C'], cure: 'add -F' },
  { commands: ['lighttpd'], background: 'always', foreground: ['-D', '-t', '-tt'], cure: 'add -D' },
  {
    commands: ['keepalived'],
    background: 'always',
    foreground: ['-n', '--dont-fork'],
    cure: 'add --dont-fork',
  },
  { commands: ['rpcbind'], background: 'always', foreground: ['-f', '-d'], cure: 'add -f' },
  { commands: ['slapd'], background: 'always', foreground: ['-d'], cure: 'add -d 0' },
  { commands: ['xinetd'], background: 'always', foreground: ['-dontfork'], cure: 'add -dontfork' },
  { commands: ['snmpd', 'collectd', 'opendkim'], background: 'always', foreground: ['-f'], cure: 'add -f' },
  {
    commands: ['privoxy'],
    background: 'always',
    foreground: ['--no-daemon', '--config-test'],
    cure: 'add --no-daemon',
  },
  {
    commands: ['sslh', 'sslh-fork', 'sslh-select', 'sslh-ev'],
    background: 'always',
    foreground: ['-f', '--foreground', '-i', '--inetd'],
    cure: 'add --foreground',
    unless: 'its configuration says foreground: true;',
  },
  {
    commands: ['stunnel', 'stunnel4'],
    background: 'always',
    foreground: ['-version', '-help', '-sockets', '-options'],
    cure: 'write foreground = yes in its configuration',
    unless: 'its configuration says foreground = yes',
  },
  { commands: ['pgpool'], background: 'always', foreground: ['-n', 'stop', 'reload'], cure: 'add -n' },
  {
    commands: ['fail2ban-server'],
    background: 'always',
    foreground: ['-f', '-t', '-d', '-V'],
    cure: 'add -f',
  },
  { commands: ['fail2ban-client'], background: ['start'], cure: 'use fail2ban-server -f start' },
  { commands: ['icecast2', 'icecast'], background: ['-b'], cure: 'leave out -b' },
  { commands: ['mosquitto'], background: ['-d', '--daemon'], cure: 'leave out -d' },
  { commands: ['nghttpx'], background: ['-D', '--daemon'], cure: 'leave out --daemon' },
  {
    commands: ['pdns_server'],
    background: ['--daemon'],
    foreground: ['--daemon=no'],
    cure: 'use --daemon=no',
  },
  {
    commands: ['monit'],
    background: 'always',
    foreground: ['-I', '-t', '-V', '-h', 'status', 'summary', 'start', 'stop', 'reload', 'quit'],
    cure: 'add -I',
    unless: 'its configuration does not say set daemon',
  },
  { commands: ['epmd'], background: ['-daemon'], cure: 'leave out -daemon' },
  { commands: ['ss-server', 'ss-local', 'ss-redir', 'ss-tunnel'], background: ['-f'], cure: 'leave out -f' },
  {
    commands: ['freeradius', 'radiusd'],
    background: 'always',
    foreground: ['-f', '-X'],
    cure: 'add -f',
  },
  {
    commands: ['zabbix_agentd', 'zabbix_server', 'zabbix_proxy'],
    background: 'always',
    foreground: ['-f', '--foreground'],
    cure: 'add --foreground',
  },
  {
    commands: ['clamd'],
    background: 'always',
    foreground: ['-F', '--foreground'],
    cure: 'add --foreground',
    unless: 'its configuration says Foreground yes',
  },
  {
    commands: ['twistd'],
    background: 'always',
    foreground: ['-n', '--nodaemon'],
    cure: 'add --nodaemon',
  },
  { commands: ['spawn-fcgi'], background: 'always', foreground: ['-n'], cure: 'add -n' },
  {
    commands: ['hypnotoad'],
    background: 'always',
    foreground: ['-f', '--foreground'],
    cure: 'add --foreground',
  },
  {
    commands: ['vncserver', 'murmurd', 'mumble-server'],
    background: 'always',
    foreground: ['-fg'],
    cure: 'add -fg',
  },
  {
    commands: ['supervisord', 'vigild'],
    background: 'always',
    foreground: ['-n', '--nodaemon'],
    cure: 'add --nodaemon',
    unless: 'its configuration says nodaemon=true',
  },
  {
    commands: ['transmission-daemon', 'znc', 'ocserv'],
    background: 'always',
    foreground: ['-f', '--foreground'],
    cure: 'add --foreground',
  },
  {
    commands: ['xrdp', 'xrdp-sesman'],
    background: 'always',
    foreground: ['-n', '-nodaemon', '--nodaemon', '-k', '--kill'],
    cure: 'add --nodaemon',
  },
  {
    commands: ['slurmd', 'slurmctld', 'slurmdbd', 'xl2tpd'],
    background: 'always',
    foreground: ['-D'],
    cure: 'add -D',
  },
  {
    commands: ['deluged', 'tinyproxy', 'lldpd'],
    background: 'always',
    foreground: ['-d', '--do-not-daemonize'],
    cure: 'add -d',
  },
  { commands: ['dhcpd'], background: 'always', foreground: ['-f', '-d', '-t'], cure: 'add -f' },
  {
    commands: ['munged'],
    background: 'always',
    foreground: ['-F', '--foreground'],
    cure: 'add --foreground',
  },
  {
    commands: ['asterisk'],
    background: 'always',
    foreground: ['-f', '-c', '-r', '-R', '-x', '-V'],
    cure: 'add -f',
  },
  {
    commands: ['unbound'],
    background: 'always',
    foreground: ['-d', '-dd', '-ddd'],
    cure: 'add -d',
    unless: 'its configuration says do-daemonize: no',
  },
  {
    commands: [/^carbon-(cache|relay|aggregator)(\.py)?$/],
    background: ['start'],
    foreground: ['--nodaemon', '--debug'],
    cure: 'add --nodaemon',
  },
  {
    commands: [/^(hadoop|yarn|mr-jobhistory|hbase)-daemon\.sh$/],
    background: ['start'],
    cure: 'run hdfs, yarn, mapred or hbase itself, with the name of the service',
  },
  { commands: ['elasticsearch', 'opensearch'], background: ['-d', '--daemonize'], cure: 'leave out -d' },
  { commands: ['emqx', 'emqttd'], background: ['start'], cure: 'use foreground in place of start' },
  { commands: ['haproxy'], background: ['-D'], foreground: ['-db'], cure: 'leave out -D, or add -db' },
  { commands: ['memcached'], background: ['-d', '--daemon'], cure: 'leave out -d' },
  {
    commands: ['redis-server', 'redis-sentinel', 'valkey-server', 'valkey-sentinel', 'keydb-server'],
    background: ['--daemonize yes'],
    cure: 'use --daemonize no',
  },
  { commands: ['mongod', 'mongos'], background: ['--fork'], cure: 'leave out --fork' },
  { commands: ['mysqld', 'mariadbd'], background: ['--daemonize', '-D'], cure: 'leave out --daemonize' },
  { commands: ['gunicorn', 'gunicorn3'], background: ['-D', '--daemon'], cure: 'leave out --daemon' },
  {
    commands: ['uwsgi', 'uwsgi-core'],
    background: ['-d', '--daemonize', '--daemonize2'],
    cure: 'leave out --daemonize',
  },
  {
    commands: ['celery'],
    background: ['multi', '--detach', '-D'],
    cure: 'use celery worker without --detach, one program for each worker',
  },
  {
    commands: ['unicorn', 'unicorn_rails', 'rainbows'],
    background: ['-D', '--daemonize'],
    cure: 'leave out -D',
  },
  { commands: ['starman', 'plackup'], background: ['-D', '--daemonize'], cure: 'leave out --daemonize' },
  { commands: ['puma', 'sidekiq'], background: ['-d', '--daemon'], cure: 'leave out --daemon' },
  { commands: ['thin', 'passenger'], background: ['-d', '--daemonize'], cure: 'leave out --daemonize' },
  { commands: ['pgbouncer', 'gearmand'], background: ['-d', '--daemon'], cure: 'leave out --daemon' },
  { commands: ['openvpn'], background: ['--daemon'], cure: 'leave out --daemon' },
  { commands: ['tor'], background: ['--RunAsDaemon 1', 'RunAsDaemon 1'], cure: 'use --RunAsDaemon 0' },
  { commands: ['avahi-daemon'], background: ['-D', '--daemonize'], cure: 'leave out --daemonize' },
  {
    commands: ['dbus-daemon'],
    background: ['--fork', '--system'],
    foreground: ['--nofork'],
    cure: 'use --nofork',
  },
  { commands: ['rsync'], background: ['--daemon'], foreground: ['--no-detach'], cure: 'add --no-detach' },
  {
    commands: ['pg_ctl'],
    background: ['start', 'restart'],
    isLauncher: true,
    cure: 'run postgres -D DATADIR itself',
  },
  {
    commands: ['pg_ctlcluster'],
    background: ['start', 'restart'],
    foreground: ['--foreground'],
    isLauncher: true,
    cure: 'add --foreground',
  },
  { commands: ['catalina.sh'], background: ['start'], cure: 'use catalina.sh run' },
  { commands: ['zkServer.sh'], background: ['start'], cure: 'use zkServer.sh start-foreground' },
  {
    commands: [/^(kafka|zookeeper)-server-start(\.sh)?$/],
    background: ['-daemon'],
    cure: 'leave out -daemon',
  },
  { commands: ['rabbitmq-server'], background: ['-detached'], cure: 'leave out -detached' },
  { commands: ['caddy'], background: ['start'], cure: 'use caddy run' },
  {
    commands: ['pm2'],
    background: ['start', 'restart', 'resurrect'],
    foreground: ['--no-daemon'],
    cure: 'use pm2-runtime',
  },
  { commands: ['forever'], background: ['start'], cure: 'leave out start' },
  {
    commands: ['docker', 'podman', 'nerdctl'],
    background: ['run -d', '--detach', '-d', 'start'],
    foreground: ['-a', '--attach'],
    cure: 'leave out -d (--detach); with start, use start --attach',
  },
  { commands: ['docker-compose'], background: ['-d', '--detach', 'start'], cure: 'use up without --detach' },
  { commands: ['screen'], background: ['-dm', '-dmS'], cure: 'run the program itself, or use screen -D -m' },
  { commands: ['tmux'], background: ['-d'], cure: 'run the program itself' },
  {
    commands: ['start-stop-daemon'],
    background: ['-b', '--background'],
    isLauncher: true,
    cure: 'run the program itself',
  },
  { commands: ['daemon', 'daemonize'], background: 'always', cure: 'run the program itself' },
  {
    commands: ['service', 'invoke-rc.d', 'rc-service'],
    background: ['start', 'restart'],
    isLauncher: true,
    cure: 'run the service program itself',
  },
  { commands: ['systemctl'], background: ['start', 'restart'], cure: 'run the service program itself' },
  { commands: ['setsid'], background: ['-f', '--fork'], cure: 'leave out --fork' },
];
