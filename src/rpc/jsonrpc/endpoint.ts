/**
 * JSON-RPC 2.0 over HTTP: the same methods as XML-RPC under the same names, with the same faults. Only
 * `application/json` is taken, which no page of another origin can send without asking first.
 */
import type { JsonValue } from '../../core/json-value.ts';
import { traceOf } from '../../core/thrown.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { RpcApi } from '../api.ts';
import type { CallContext } from '../contract.ts';
import { ApiFault, FAULTS, type FaultName, type PluginFault, RpcFault } from '../faults.ts';
import {
  ERRORS,
  errorMessage,
  type JsonObject,
  type JsonRpcRequest,
  type RpcError,
  readRequest,
  resultMessage,
} from './message.ts';
import { readParams, toJson } from './values.ts';

export interface JsonRpcHttpRequest extends CallContext {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** In the shape of the HTTP server's responses. */
export type JsonRpcHttpResponse =
  | {
      readonly kind: 'whole';
      readonly status: 200 | 204;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'error'; readonly status: 415 };

/** Calls in one batch. They are made one after another, as in `system.multicall`. */
export const LARGEST_BATCH = 100;

const HEADERS = {
  'Content-Type': 'application/json',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

export class JsonRpcEndpoint {
  readonly #api: RpcApi;
  readonly #log: ActivityLog;

  constructor(api: RpcApi, log: ActivityLog) {
    this.#api = api;
    this.#log = log;
  }

  /** Rejects only when the signal was aborted. */
  async respond(request: JsonRpcHttpRequest): Promise<JsonRpcHttpResponse> {
    const type = request.headers['content-type'];
    if (typeof type !== 'string' || !/^application\/json\s*(;|$)/i.test(type))
      return { kind: 'error', status: 415 };
    const answer = await this.answer(request.body, request);
    if (answer === null) return { kind: 'whole', status: 204, headers: {}, body: '' };
    return { kind: 'whole', status: 200, headers: HEADERS, body: JSON.stringify(answer) };
  }

  /** Null where nobody wants an answer: for notifications. */
  async answer(body: Uint8Array, context: CallContext): Promise<JsonValue | null> {
    const message = parse(body);
    if (message === undefined) return errorMessage(null, { code: ERRORS.parse, message: 'Parse error' });
    if (!Array.isArray(message)) return this.#one(message as JsonValue, context);
    const refusal = refusalOfBatch(message as readonly JsonValue[]);
    if (refusal !== null) return invalid(refusal);
    const answers: JsonObject[] = [];
    for (const entry of message as readonly JsonValue[]) {
      const answer = await this.#one(entry, context);
      if (answer !== null) answers.push(answer);
    }
    return answers.length === 0 ? null : answers;
  }

  async #one(message: JsonValue, context: CallContext): Promise<JsonObject | null> {
    const read = readRequest(message);
    if (read.kind === 'invalid') {
      return errorMessage(read.id, {
        code: ERRORS.invalidRequest,
        message: `Invalid Request: ${read.reason}`,
      });
    }
    const { request } = read;
    const outcome = await this.#call(request, context);
    if (request.id === undefined) return null;
    return outcome.kind === 'result'
      ? resultMessage(request.id, outcome.result)
      : errorMessage(request.id, outcome.error);
  }

  async #call({ method, params }: JsonRpcRequest, context: CallContext): Promise<Outcome> {
    this.#log.log('trace', `JSON-RPC method called: ${method}()`);
    const read = readParams(params, this.#api.contractOf(method));
    if (read.kind === 'invalid') {
      return {
        kind: 'error',
        error: { code: ERRORS.invalidParams, message: `Invalid params: ${read.reason}` },
      };
    }
    try {
      const result = toJson(await this.#api.call(method, read.params, context));
      this.#log.log('trace', `JSON-RPC method ${method}() returned successfully`);
      return { kind: 'result', result };
    } catch (error) {
      if (context.signal.aborted) throw error;
      return { kind: 'error', error: this.#errorOf(method, error) };
    }
  }

  #errorOf(method: string, error: unknown): RpcError {
    if (error instanceof ApiFault) {
      this.#log.log('trace', `JSON-RPC method ${method}() returned fault: [${error.code}] ${error.message}`);
      return errorOfFault(error);
    }
    const trace = traceOf(error);
    this.#log.log(
      'critical',
      `Handling JSON-RPC method ${method}() raised an unexpected exception: ${trace}`,
    );
    return { code: ERRORS.internal, message: 'Internal error' };
  }
}

type Outcome =
  | { readonly kind: 'result'; readonly result: JsonValue }
  | { readonly kind: 'error'; readonly error: RpcError };

/** The faults that JSON-RPC has numbers of its own for. */
const OWN_CODES: Partial<Record<FaultName, number>> = {
  UNKNOWN_METHOD: ERRORS.methodNotFound,
  INCORRECT_PARAMETERS: ERRORS.invalidParams,
};

function errorOfFault(fault: ApiFault): RpcError {
  const name = fault instanceof RpcFault ? fault.fault : nameOf(fault);
  const code = fault instanceof RpcFault ? (OWN_CODES[fault.fault] ?? fault.code) : fault.code;
  return { code, message: fault.message, ...(name === null ? {} : { data: { name } }) };
}

/** Plug-ins may use numbers of Supervisor's. */
function nameOf({ code }: ApiFault | PluginFault): string | null {
  return Object.entries(FAULTS).find(([, number]) => number === code)?.[0] ?? null;
}

function refusalOfBatch(batch: readonly JsonValue[]): string | null {
  if (batch.length === 0) return 'an empty batch';
  return batch.length > LARGEST_BATCH ? `more than ${LARGEST_BATCH} calls in a batch` : null;
}

function invalid(reason: string): JsonObject {
  return errorMessage(null, { code: ERRORS.invalidRequest, message: `Invalid Request: ${reason}` });
}

/** Undefined where it is no JSON, or no UTF-8. */
function parse(body: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as JsonValue;
  } catch {
    // Whatever is wrong with it, the answer is the same.
    return undefined;
  }
}
