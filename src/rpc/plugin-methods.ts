/** Methods of the API that plug-ins bring. Values go in and out as XML-RPC carries them, by position. */
import { PluginFault } from './faults.ts';
import { isArray, type XmlRpcValue } from './xmlrpc/values.ts';

/** A function of a plug-in, with what it says about itself. */
interface PluginFunction {
  (...parameters: readonly XmlRpcValue[]): unknown;
  /** For `system.methodHelp`. */
  readonly help?: unknown;
  /** For `system.methodSignature`: the type of the result, then those of the parameters. */
  readonly signature?: unknown;
  /** True: it changes nothing, so that a user who may only look may call it. */
  readonly readOnly?: unknown;
}

interface PluginMethod {
  /** What the function is called on. */
  readonly provided: object;
  readonly method: PluginFunction;
}

export class PluginMethods {
  readonly #methods = new Map<string, PluginMethod>();

  /** Takes the functions that the object itself has; those that begin with `_` stay private, as in Supervisor. */
  add(namespace: string, provided: object): void {
    for (const [name, method] of Object.entries(provided)) {
      if (typeof method !== 'function' || name.startsWith('_')) continue;
      this.#methods.set(`${namespace}.${name}`, { provided, method: method as PluginFunction });
    }
  }

  has(name: string): boolean {
    return this.#methods.has(name);
  }

  names(): readonly string[] {
    return [...this.#methods.keys()];
  }

  /** The text of `system.methodHelp`, empty where there is none. */
  help(name: string): string {
    const help = this.#methods.get(name)?.method.help;
    return typeof help === 'string' ? help : '';
  }

  isReadOnly(name: string): boolean {
    return this.#methods.get(name)?.method.readOnly === true;
  }

  /** Null where the method does not tell. */
  signature(name: string): readonly string[] | null {
    const signature: unknown = this.#methods.get(name)?.method.signature;
    return Array.isArray(signature) ? signature.map(String) : null;
  }

  /** Rejects with a {@link PluginFault} where the plug-in throws `{ code, message }`, else with what it throws. */
  async call(name: string, params: readonly XmlRpcValue[]): Promise<XmlRpcValue> {
    const method = this.#methods.get(name);
    if (method === undefined) throw new Error(`there is no method ${name}`);
    return toXmlRpcValue(await resultOf(method, params), name);
  }
}

async function resultOf(
  { provided, method }: PluginMethod,
  params: readonly XmlRpcValue[],
): Promise<unknown> {
  try {
    return await Reflect.apply(method, provided, [...params]);
  } catch (error) {
    throw asFault(error) ?? error;
  }
}

/** Errors of Node have a `code` too, which is a word. */
function asFault(error: unknown): PluginFault | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'number' || !Number.isInteger(code)) return null;
  return new PluginFault(code, typeof message === 'string' ? message : String(error));
}

/** Checks what comes from a plug-in before it is encoded. `place` names it in the error. */
function toXmlRpcValue(value: unknown, place: string): XmlRpcValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'object') throw new TypeError(`${place}: XML-RPC cannot carry a ${typeof value}`);
  if (isArray(value as XmlRpcValue)) {
    return (value as readonly unknown[]).map((item, index) => toXmlRpcValue(item, `${place}[${index}]`));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, toXmlRpcValue(member, `${place}.${key}`)]),
  );
}
