/** XML-RPC over HTTP: a request's body in, a response out. The log lines are Supervisor's. Source: xmlrpc.py. */
import { pythonRepr } from '../../core/python-repr.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { RpcApi } from '../api.ts';
import type { CallContext } from '../contract.ts';
import { ApiFault } from '../faults.ts';
import { decodeCall, type EncodedReply, encodeFault, encodeReply, type XmlRpcValue } from './codec.ts';
import type { ReplySpace } from './reply-space.ts';

export interface XmlRpcRequest {
  readonly body: Uint8Array;
  /** Aborted when nobody waits for the response any more. */
  readonly signal: AbortSignal;
  /** Whether the caller may only look. */
  readonly isReadOnly: boolean;
  readonly caller?: CallContext['caller'];
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

  /** Rejects only when the signal was aborted. */
  async respond({ body, signal, isReadOnly, caller }: XmlRpcRequest): Promise<XmlRpcResponse> {
    const xml = decodeUtf8(this.#decoder, body);
    const call = xml === null ? ({ kind: 'malformed', reason: 'unmarshallable' } as const) : decodeCall(xml);
    if (call.kind === 'malformed') {
      this.#log.log('error', `XML-RPC request data ${quote(body)} is invalid: ${call.reason}`);
      return { kind: 'error', status: 400 };
    }
    try {
      const context = { signal, isReadOnly, ...(caller === undefined ? {} : { caller }) };
      return reply(await this.#call(call.method, call.params, context));
    } catch (error) {
      if (signal.aborted) throw error;
      const trace = error instanceof Error ? error.stack : String(error);
      this.#log.log(
        'critical',
        `Handling XML-RPC request with data ${quote(body)} raised an unexpected exception: ${trace}`,
      );
      return { kind: 'error', status: 500 };
    }
  }

  async #call(method: string, params: readonly XmlRpcValue[], context: CallContext): Promise<EncodedReply> {
    this.#log.log('trace', `XML-RPC method called: ${method}()`);
    try {
      const result = encodeReply(await this.#api.answer(method, params, context), this.#space);
      this.#log.log('trace', `XML-RPC method ${method}() returned successfully`);
      return result;
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      const { code, message } = error;
      this.#log.log('trace', `XML-RPC method ${method}() returned fault: [${code}] ${message}`);
      return { body: encodeFault(code, message) };
    }
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
