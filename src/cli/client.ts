/**
 * The client's side of the API: typed calls over XML-RPC, and log streams. Faults are values, because most of them
 * are answers; a connection that fails is an error, which ends the action.
 */
import { decodeResponse, encodeCall, type XmlRpcValue } from '../rpc/xmlrpc/codec.ts';
import { HttpConnection } from './http-connection.ts';
import { RESULT_READERS, type RpcMethod, type RpcMethods } from './rpc-methods.ts';
import { parseServerUrl, type ServerAddress } from './server-url.ts';

export interface Fault {
  readonly kind: 'fault';
  readonly code: number;
  readonly message: string;
}

export type Reply<Result> = { readonly kind: 'result'; readonly value: Result } | Fault;

export interface Credentials {
  readonly username: string | null;
  readonly password: string | null;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
}

/** What a command needs of the server. */
export interface Client {
  readonly serverUrl: string;
  call<Method extends RpcMethod>(
    method: Method,
    ...params: RpcMethods[Method]['params']
  ): Promise<Reply<RpcMethods[Method]['result']>>;
  /** A method that the client itself does not know. */
  callAny(method: string, params: readonly XmlRpcValue[]): Promise<Reply<XmlRpcValue>>;
  /** Follows `path` until the server ends it. Rejects with {@link HttpStatusError} for any status but 200. */
  stream(path: string, onData: (bytes: Uint8Array) => void, options: StreamOptions): Promise<void>;
  close(): void;
}

/** A server URL that is neither `http://` nor `unix://`. */
export class UnknownProtocolError extends Error {
  override readonly name = 'UnknownProtocolError';
}

export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string) {
    super(`${status} ${reason}`);
    this.status = status;
    this.reason = reason;
  }
}

/** The reply's body is not XML-RPC. */
export class MalformedReplyError extends Error {
  override readonly name = 'MalformedReplyError';
}

export class XmlRpcClient implements Client {
  readonly serverUrl: string;
  readonly #credentials: Credentials;
  #connection: HttpConnection | undefined;

  constructor(serverUrl: string, credentials: Credentials) {
    this.serverUrl = serverUrl;
    this.#credentials = credentials;
  }

  async call<Method extends RpcMethod>(
    method: Method,
    ...params: RpcMethods[Method]['params']
  ): Promise<Reply<RpcMethods[Method]['result']>> {
    const reply = await this.callAny(method, params);
    return reply.kind === 'fault' ? reply : { kind: 'result', value: RESULT_READERS[method](reply.value) };
  }

  async callAny(method: string, params: readonly XmlRpcValue[]): Promise<Reply<XmlRpcValue>> {
    const response = decodeResponse(await this.#post(encodeCall(method, params)));
    if (response.kind === 'malformed') throw new MalformedReplyError(response.reason);
    return response;
  }

  async stream(path: string, onData: (bytes: Uint8Array) => void, { signal }: StreamOptions): Promise<void> {
    const connection = new HttpConnection(this.#address());
    // Supervisor's client sends them here as soon as there is a password.
    const { username, password } = this.#credentials;
    const credentials = password === null || password === '' ? [] : authorization(username ?? '', password);
    try {
      await connection.exchange(
        {
          method: 'GET',
          path: encodeURI(path).replace(/[?#]/g, encodeURIComponent),
          fields: [['Accept', '*/*'], ...USER_AGENT, ...credentials],
        },
        { head: expectOk, body: onData },
        { signal },
      );
    } finally {
      connection.close();
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #post(body: string): Promise<string> {
    this.#connection ??= new HttpConnection(this.#address());
    return await postXmlRpc(this.#connection, this.#credentials, body);
  }

  #address(): ServerAddress {
    const address = parseServerUrl(this.serverUrl);
    if (address === undefined) {
      throw new UnknownProtocolError(`Unknown protocol for serverurl ${this.serverUrl}`);
    }
    return address;
  }
}

/** Resolves to the body of the reply. Rejects as `HttpConnection` does, and with {@link HttpStatusError}. */
export async function postXmlRpc(
  connection: HttpConnection,
  { username, password }: Credentials,
  body: string,
): Promise<string> {
  const credentials = username === null || password === null ? [] : authorization(username, password);
  const pieces: Uint8Array[] = [];
  await connection.exchange(
    { method: 'POST', path: '/RPC2', fields: [...XML_FIELDS, ...USER_AGENT, ...credentials], body },
    { head: expectOk, body: (bytes) => pieces.push(bytes) },
  );
  return Buffer.concat(pieces).toString('utf8');
}

type Fields = readonly (readonly [name: string, value: string])[];

const USER_AGENT: Fields = [['User-Agent', 'vigilctl']];
const XML_FIELDS: Fields = [
  ['Content-Type', 'text/xml'],
  ['Accept', 'text/xml'],
];

function authorization(username: string, password: string): Fields {
  return [['Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`]];
}

function expectOk({ status, reason }: { readonly status: number; readonly reason: string }): void {
  if (status !== 200) throw new HttpStatusError(status, reason);
}
