/** A client without a server: each method answers what the test says. */
import type { Client, Reply } from '../../src/cli/client.ts';
import type { RpcMethod, RpcMethods } from '../../src/cli/rpc-methods.ts';
import type { XmlRpcValue } from '../../src/rpc/xmlrpc/codec.ts';

type AnswerOf<Method extends RpcMethod> = (
  ...params: RpcMethods[Method]['params']
) => Reply<RpcMethods[Method]['result']>;

export interface FakeAnswers {
  readonly methods?: { readonly [Method in RpcMethod]?: AnswerOf<Method> };
  /** What methods answer that the client itself does not know. */
  readonly anyMethod?: (method: string) => Reply<XmlRpcValue>;
  /** What a stream of this path sends before it ends. Throws for others. */
  readonly stream?: (path: string) => string | Promise<string>;
}

export class FakeClient implements Client {
  readonly serverUrl: string;
  /** Each call as `method(parameters)`, without the namespace. */
  readonly calls: string[];
  readonly #answers: FakeAnswers;

  constructor(serverUrl: string, answers: FakeAnswers, calls: string[] = []) {
    this.serverUrl = serverUrl;
    this.calls = calls;
    this.#answers = answers;
  }

  async call<Method extends RpcMethod>(
    method: Method,
    ...params: RpcMethods[Method]['params']
  ): Promise<Reply<RpcMethods[Method]['result']>> {
    this.calls.push(`${method.replace('supervisor.', '')}(${params.join(', ')})`);
    // A table indexed by a type parameter loses the link between the name and its answer.
    const answer = this.#answers.methods?.[method] as AnswerOf<Method> | undefined;
    if (answer !== undefined) return answer(...params);
    if (method === 'supervisor.getVersion') {
      return result('3.0') as Reply<RpcMethods[Method]['result']>;
    }
    throw new Error(`the test has no answer for ${method}`);
  }

  async callAny(method: string): Promise<Reply<XmlRpcValue>> {
    if (this.#answers.anyMethod !== undefined) return this.#answers.anyMethod(method);
    throw new Error(`the test has no answer for ${method}`);
  }

  async stream(path: string, onData: (bytes: Uint8Array) => void): Promise<void> {
    this.calls.push(`GET ${path}`);
    if (this.#answers.stream === undefined) throw new Error(`the test has no stream for ${path}`);
    onData(Buffer.from(await this.#answers.stream(path)));
  }

  close(): void {}
}

export function result<Value>(value: Value): Reply<Value> {
  return { kind: 'result', value };
}

export function fault(code: number, message: string): Reply<never> {
  return { kind: 'fault', code, message };
}
