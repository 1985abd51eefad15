/**
 * The names that the API answers to: `system.*` and `vigil.*` always, and Supervisor's methods under each namespace that
 * an `[rpcinterface:x]` section gives them. Without such a section there is no `supervisor.*`. Source: Supervisor
 * options.py, read_config(); xmlrpc.py, RootRPCInterface.
 */
import { ALIASES, METHODS, type MethodName, resolveMethod } from './contract.ts';

const TABLE_NAMESPACE = 'supervisor';
const FIXED_NAMESPACES: readonly string[] = ['system', 'vigil'];

export class MethodNames {
  readonly #namespaces: ReadonlySet<string>;
  /** By all names: to take one apart for each call costs as much as many a method. */
  readonly #methods = new Map<string, MethodName>();

  constructor(namespaces: readonly string[]) {
    this.#namespaces = new Set(namespaces);
    for (const name of this.list()) {
      const method = this.#methodBehind(name);
      if (method !== undefined) this.#methods.set(name, method);
    }
  }

  /** The method behind a name or an older name of it. */
  resolve(name: string): MethodName | undefined {
    return this.#methods.get(name);
  }

  #methodBehind(name: string): MethodName | undefined {
    const [namespace = '', method, ...rest] = name.split('.');
    if (method === undefined || rest.length > 0) return undefined;
    const fixed = FIXED_NAMESPACES.includes(namespace) ? resolveMethod(name) : undefined;
    if (fixed !== undefined) return fixed;
    return this.#namespaces.has(namespace) ? resolveMethod(`${TABLE_NAMESPACE}.${method}`) : undefined;
  }

  /** All names, sorted. */
  list(): readonly string[] {
    return [...Object.keys(METHODS), ...Object.keys(ALIASES)]
      .flatMap((name) => this.#inNamespaces(name))
      .sort();
  }

  #inNamespaces(name: string): readonly string[] {
    const [namespace = '', method] = name.split('.');
    if (FIXED_NAMESPACES.includes(namespace)) return [name];
    return [...this.#namespaces].map((own) => `${own}.${method}`);
  }
}
