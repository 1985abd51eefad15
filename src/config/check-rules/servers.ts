/** Who may control the daemon, and so every program, as every user that the daemon may become. */
import { isOpen, serverUrl } from '../http-server.ts';
import type { Config, HttpServerConfig, InetServerConfig, PluginConfig } from '../model.ts';
import { MAIN_INTERFACE } from '../python-plugins.ts';
import { type CheckRule, type Observation, warning } from './rule.ts';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){1,3}$/.test(host);
}

function* exposedServers(config: Config): Generator<InetServerConfig> {
  for (const server of config.servers) {
    if (server.kind === 'inet' && !isLoopback(server.host)) yield server;
  }
}

function address({ host, port }: InetServerConfig): string {
  return host === '' ? `port ${port}` : `${host}:${port}`;
}

export const openInetServer: CheckRule = function* ({ config }) {
  for (const server of exposedServers(config)) {
    if (!isOpen(server)) continue;
    yield {
      severity: 'error',
      code: 'open-inet-server',
      section: server.section,
      key: 'port',
      message: `anyone who reaches ${address(server)} controls the daemon: it asks for no password`,
      cure: `Set username and password, or port=127.0.0.1:${server.port}`,
    };
  }
};

export const clearPassword: CheckRule = function* ({ config }) {
  for (const server of exposedServers(config)) {
    if (isOpen(server) || server.credentials?.password.startsWith('{')) continue;
    yield warning({
      code: 'clear-password',
      section: server.section,
      key: 'password',
      message: 'the password stands here in clear text and crosses the network in clear text',
      cure: `Write it as {SHA} and its hash, and set port=127.0.0.1:${server.port} behind a proxy with TLS`,
    });
  }
};

const WORLD_WRITE = 0o002;

export const worldWritableSocket: CheckRule = function* ({ config }) {
  for (const server of config.servers) {
    if (server.kind !== 'unix' || !isOpen(server) || !(server.chmod & WORLD_WRITE)) continue;
    yield worldWritable(server.section, 'chmod', 'controls the daemon');
  }
  for (const group of config.groups) {
    if (group.kind !== 'fcgi-program' || !((group.socket.mode ?? 0) & WORLD_WRITE)) continue;
    yield worldWritable(group.section, 'socket_mode', 'may send requests to these processes');
  }
};

function worldWritable(section: string, key: string, effect: string): Observation {
  return warning({
    code: 'world-writable-socket',
    section,
    key,
    message: `every user of this machine ${effect}`,
    cure: `Set ${key}=0770 and name the group that may use it as owner`,
  });
}

/** Without a server or without the main interface the daemon runs, but no client can talk to it. */
export const unreachableDaemon: CheckRule = function* ({ config }) {
  if (config.servers.length === 0) {
    yield warning({
      code: 'no-server',
      section: null,
      key: null,
      message: 'no client can reach the daemon: there is no [unix_http_server] and no [inet_http_server]',
      cure: 'Add a [unix_http_server] section with a file',
    });
  } else if (!config.rpcInterfaces.some(isMainInterface)) {
    yield warning({
      code: 'no-rpcinterface',
      section: null,
      key: null,
      message: 'clients reach the daemon but cannot control it: there is no [rpcinterface:supervisor]',
      cure: 'Add it with supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface',
    });
  }
};

function isMainInterface({ name, factory }: PluginConfig): boolean {
  return name === 'supervisor' && factory === MAIN_INTERFACE;
}

/** Only unix sockets are compared: the name of a host says little about where the daemon listens. */
export const clientMissesServer: CheckRule = function* ({ config }) {
  const url = config.supervisorctl?.serverurl ?? '';
  if (!url.startsWith('unix://') || config.servers.length === 0) return;
  const path = url.slice('unix://'.length);
  if (config.servers.some((server) => server.kind === 'unix' && server.file === path)) return;
  yield warning({
    code: 'client-misses-server',
    section: 'supervisorctl',
    key: 'serverurl',
    message: `the daemon of this file has no socket ${path}`,
    cure: `Set serverurl=${serverUrl(config.servers.at(-1) as HttpServerConfig)}`,
  });
};
