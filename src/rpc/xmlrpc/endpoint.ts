/** XML-RPC over HTTP: a request's body in, a response out. The log lines are Supervisor's. Source: xmlrpc.py. */
import { pythonRepr } from '../../core/python-repr.ts';
import { traceOf } from '../../core/thrown.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { RpcApi } from '../api.ts';
import type { CallContext } from '../contract.ts';
import { ApiFault } from '../faults.ts';
import { decodeCall, type EncodedReply, encodeFault, encodeReply } from './codec.ts';
import type { ReplySpace } from './reply-space.ts';
import type { WritableValue } from './value-sequence.ts';

export interface XmlRpcRequest extends CallContext {
  readonly body: Uint8Array;
}

/** In the shape of the HTTP server's responses. */
export type XmlRpcResponse =
  | {
      readonly kind: 'whole';
      readonly status: 200;
      readonly headers: { readonly 'Content-Type': 'text/xml' };
      readonly body: string | Uint8Array;
      readonly onSent?: () => void;
    }
  | { readonly kind: 'error'; readonly status: 400 | 500 };

/** More of a request than this does not go to the log. */
const MAX_QUOTED = 2000;

export class XmlRpcEndpoint {
  readonly #api: RpcApi;
  readonly #log: ActivityLog;
  readonly #space: ReplySpace;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(api: RpcApi, log: ActivityLog, space: ReplySpace) {
    this.#api = api;
    this.#log = log;
    this.#space = space;
  }

  /** At once where the method answers at once, as most do. Rejects only when the signal was aborted. */
  respond(request: XmlRpcRequest): XmlRpcResponse | Promise<XmlRpcResponse> {
    const { body } = request;
    const xml = decodeUtf8(this.#decoder, body);
    const call = xml === null ? ({ kind: 'malformed', reason: 'unmarshallable' } as const) : decodeCall(xml);
    if (call.kind === 'malformed') {
      this.#log.log('error', `XML-RPC request data ${quote(body)} is invalid: ${call.reason}`);
      return { kind: 'error', status: 400 };
    }
    const { method, params } = call;
    this.#log.log('trace', `XML-RPC method called: ${method}()`);
    try {
      const answer = this.#api.answer(method, params, request);
      return answer instanceof Promise ? this.#later(answer, method, request) : this.#result(answer, method);
    } catch (error) {
      return this.#failure(error, method, request);
    }
  }

  async #later(
    answer: Promise<WritableValue>,
    method: string,
    request: XmlRpcRequest,
  ): Promise<XmlRpcResponse> {
    try {
      return this.#result(await answer, method);
    } catch (error) {
      return this.#failure(error, method, request);
    }
  }

  #result(value: WritableValue, method: string): XmlRpcResponse {
    const encoded = encodeReply(value, this.#space);
    this.#log.log('trace', `XML-RPC method ${method}() returned successfully`);
    return reply(encoded);
  }

  #failure(error: unknown, method: string, { body, signal }: XmlRpcRequest): XmlRpcResponse {
    if (error instanceof ApiFault) {
      const { code, message } = error;
      this.#log.log('trace', `XML-RPC method ${method}() returned fault: [${code}] ${message}`);
      return reply({ body: encodeFault(code, message) });
    }
    if (signal.aborted) throw error;
    const trace = traceOf(error);
    this.#log.log(
      'critical',
      `Handling XML-RPC request with data ${quote(body)} raised an unexpected exception: ${trace}`,
    );
    return { kind: 'error', status: 500 };
  }
}

function reply({ body, release }: EncodedReply): XmlRpcResponse {
  const whole = { kind: 'whole', status: 200, headers: { 'Content-Type': 'text/xml' }, body } as const;
  return release === undefined ? whole : { ...whole, onSent: release };
}

function decodeUtf8(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: the caller answers that.
    return null;
  }
}

function quote(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, MAX_QUOTED));
  return pythonRepr(text) + (body.length > MAX_QUOTED ? '...' : '');
}
