/** What the listeners ask of the daemon that started them, over XML-RPC. */
import { decodeResponse, encodeCall, type XmlRpcValue } from '../../rpc/xmlrpc/codec.ts';
import { isArray, isStruct } from '../../rpc/xmlrpc/values.ts';

export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  /** Supervisor's number for the state. */
  readonly state: number;
  /** 0 while there is no process. */
  readonly pid: number;
  /** Seconds since 1970. */
  readonly start: number;
  readonly now: number;
}

export const STARTING = 10;
export const RUNNING = 20;

/** Null for success; otherwise the reason that the daemon gave. */
export type Refusal = string | null;

export interface SupervisorApi {
  processes(): Promise<readonly ProcessInfo[]>;
  /** Waits until the process has stopped, as `start` waits until it runs or has failed. */
  stop(namespec: string): Promise<Refusal>;
  start(namespec: string): Promise<Refusal>;
}

/** The daemon cannot be reached, or does not answer as one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The daemon that the environment of a listener names; null when it names none. Source: Supervisor childutils.py. */
export function apiFromEnvironment(environment: Environment): SupervisorApi | null {
  const url = environment['SUPERVISOR_SERVER_URL'];
  if (url === undefined || url === '') return null;
  const username = environment['SUPERVISOR_USERNAME'] ?? '';
  const password = environment['SUPERVISOR_PASSWORD'] ?? '';
  const auth = username === '' && password === '' ? {} : { auth: `${username}:${password}` };
  const target = url.startsWith('unix://') ? { socketPath: url.slice('unix://'.length) } : tcpTarget(url);
  return new XmlRpcApi({ ...target, ...auth });
}

function tcpTarget(url: string): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : Number(port) };
}

export function namespecOf({ group, name }: Pick<ProcessInfo, 'group' | 'name'>): string {
  return group === name ? name : `${group}:${name}`;
}

interface Target {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly auth?: string;
}

class XmlRpcApi implements SupervisorApi {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  async processes(): Promise<readonly ProcessInfo[]> {
    const response = await this.#call('supervisor.getAllProcessInfo');
    if (response.kind === 'fault') throw new ApiError(`Cannot list the processes: ${response.message}`);
    if (!isArray(response.value)) throw new ApiError('Cannot list the processes: the answer is no list');
    return response.value.map(processInfo);
  }

  stop(namespec: string): Promise<Refusal> {
    return this.#order('supervisor.stopProcess', namespec);
  }

  start(namespec: string): Promise<Refusal> {
    return this.#order('supervisor.startProcess', namespec);
  }

  async #order(method: string, namespec: string): Promise<Refusal> {
    const response = await this.#call(method, namespec);
    return response.kind === 'fault' ? response.message : null;
  }

  async #call(method: string, ...params: readonly XmlRpcValue[]) {
    const response = decodeResponse(await post(this.#target, encodeCall(method, params)));
    if (response.kind === 'malformed') throw new ApiError(`Cannot call ${method}: ${response.reason}`);
    return response;
  }
}

function processInfo(value: XmlRpcValue): ProcessInfo {
  const fields = isStruct(value) ? value : {};
  const number = (key: string) => Number(fields[key] ?? 0);
  return {
    name: String(fields['name'] ?? ''),
    group: String(fields['group'] ?? ''),
    state: number('state'),
    pid: number('pid'),
    start: number('start'),
    now: number('now'),
  };
}

function post(target: Target, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(new ApiError(`Cannot reach the daemon: ${error.message}`));
    const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) };
    // See http-answer.ts for why this is no `import`.
    const { request } = process.getBuiltinModule('node:http');
    const call = request({ ...target, method: 'POST', path: '/RPC2', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', failed);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else failed(new Error(`HTTP status ${response.statusCode}`));
      });
    });
    call.once('error', failed);
    call.end(body);
  });
}
