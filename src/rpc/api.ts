/** The API without a transport: a method's name and parameters in, its result or a fault out. */
import { configMethods } from './api/config-methods.ts';
import { daemonMethods } from './api/daemon-methods.ts';
import { eventMethods } from './api/event-methods.ts';
import { explainMethods } from './api/explain-methods.ts';
import { historyMethods } from './api/history-methods.ts';
import { inspectMethods } from './api/inspect-methods.ts';
import { planMethods } from './api/plan-methods.ts';
import { processLogMethods } from './api/process-log-methods.ts';
import { processMethods } from './api/process-methods.ts';
import { runMethods } from './api/run-methods.ts';
import { selectionMethods } from './api/selection-methods.ts';
import { signalMethods } from './api/signal-methods.ts';
import { startMethods } from './api/start-methods.ts';
import { stopMethods } from './api/stop-methods.ts';
import { systemMethods } from './api/system-methods.ts';
import { tallyMethods } from './api/tally-methods.ts';
import { treeMethods } from './api/tree-methods.ts';
import { askingOnce } from './caller-text.ts';
import type { MethodContract } from './contract/shape.ts';
import { type CallContext, type Handlers, METHODS, type MethodName } from './contract.ts';
import { RpcFault } from './faults.ts';
import { MethodNames } from './method-names.ts';
import { notedCommand } from './noted-command.ts';
import { checkCount, readParameters } from './parameters.ts';
import { PluginMethods } from './plugin-methods.ts';
import type { RpcWorld } from './world.ts';
import { type WritableValue, wholeValue } from './xmlrpc/value-sequence.ts';
import type { XmlRpcValue } from './xmlrpc/values.ts';

/** A handler whose parameters were read by the table that its type comes from. */
type UntypedHandler = (
  parameters: readonly unknown[],
  context: CallContext,
) => WritableValue | Promise<WritableValue>;

export class RpcApi {
  readonly #world: RpcWorld;
  readonly #names: MethodNames;
  readonly #handlers: Handlers<MethodName>;
  readonly #plugins = new PluginMethods();

  constructor(world: RpcWorld) {
    this.#world = world;
    this.#names = new MethodNames(world.namespaces);
    this.#handlers = {
      ...daemonMethods(world),
      ...configMethods(world),
      ...planMethods(world),
      ...eventMethods(world),
      ...explainMethods(world),
      ...historyMethods(world),
      ...runMethods(world),
      ...tallyMethods(world),
      ...treeMethods(world),
      ...inspectMethods(world),
      ...processMethods(world),
      ...startMethods(world),
      ...stopMethods(world),
      ...signalMethods(world),
      ...selectionMethods(world),
      ...processLogMethods(world),
      ...systemMethods({ names: this.#names, plugins: this.#plugins }, (method, params, context) =>
        this.answer(method, params, context),
      ),
    };
  }

  /** Serves the functions of a plug-in as methods, beside and never in place of those that are there. */
  addPlugin(namespace: string, provided: object): void {
    this.#plugins.add(namespace, provided);
  }

  /** The row of a method's name, or of an older name; undefined for methods of plug-ins and where there is none. */
  contractOf(name: string): MethodContract | undefined {
    const method = this.#names.resolve(name);
    return method === undefined ? undefined : METHODS[method];
  }

  /** All names, sorted: those of plug-ins too. */
  methodNames(): readonly string[] {
    return [...new Set([...this.#names.list(), ...this.#plugins.names()])].sort();
  }

  /** What a plug-in says about a method of its own. */
  pluginHelp(name: string): string {
    return this.#plugins.help(name);
  }

  /** Rejects with an ApiFault, with the signal's reason when that ended the waiting, or with a bug. */
  async call(name: string, params: readonly XmlRpcValue[], context: CallContext): Promise<XmlRpcValue> {
    return wholeValue(await this.answer(name, params, context));
  }

  /**
   * As {@link call}, for who writes the result down at once: a sequence tells what is so when it is read. Throws what
   * ends the call before there is anything to wait for.
   */
  answer(
    name: string,
    params: readonly XmlRpcValue[],
    context: CallContext,
  ): WritableValue | Promise<WritableValue> {
    const method = this.#names.resolve(name);
    if (method === undefined && this.#plugins.has(name)) {
      checkPermission(name, this.#plugins.isReadOnly(name), context);
      return this.#plugins.call(name, params);
    }
    if (method === undefined) throw new RpcFault('UNKNOWN_METHOD');
    const contract: MethodContract = METHODS[method];
    checkPermission(name, contract.readOnly === true, context);
    checkCount(contract, params);
    if (this.#world.supervisor.state !== 'RUNNING' && contract.duringShutdown !== true) {
      throw new RpcFault('SHUTDOWN_STATE');
    }
    const handler = this.#handlers[method] as UntypedHandler;
    const values = readParameters(contract, params);
    const command = notedCommand(method, contract, values);
    const asking = askingOnce(context);
    if (command !== null) this.#world.history.noteCommand(command, asking.caller);
    return handler(values, asking);
  }
}

/** Throws NOT_PERMITTED where the method may change something and the caller may not. */
function checkPermission(name: string, changesNothing: boolean, { isReadOnly }: CallContext): void {
  if (isReadOnly && !changesNothing)
    throw new RpcFault('NOT_PERMITTED', `${name} is not for a read-only user`);
}
