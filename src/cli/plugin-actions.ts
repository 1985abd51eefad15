/**
 * Actions that JavaScript modules add to vigilctl: `[ctlplugin:x]`. What a plug-in gets and returns is part of vigil's
 * public interface: docs/plugins.md.
 */
import { resolve } from 'node:path';
import type { PluginConfig } from '../config/model.ts';
import { parsePluginSpec } from '../config/plugin-spec.ts';
import { withoutPython } from '../config/python-plugins.ts';
import type { JsonValue } from '../core/json-value.ts';
import { messageOf } from '../core/thrown.ts';
import { loadPluginFunction } from '../os/plugin-module.ts';
import type { XmlRpcValue } from '../rpc/xmlrpc/codec.ts';
import type { Action, Completes } from './action.ts';
import { ANY, lines } from './action-parts.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { resultOf } from './replies.ts';
import type { Session, SessionPlugins } from './session.ts';

/** A plug-in that cannot be used. */
export class ControlPluginError extends Error {
  override readonly name = 'ControlPluginError';
}

/** What the client offers to an action of a plug-in. */
export interface PluginContext {
  /** Calls a method of the daemon. Rejects when it ends with a fault, or nobody answers. */
  call(method: string, params?: readonly XmlRpcValue[]): Promise<XmlRpcValue>;
  /** A line on standard output. */
  print(line: string): void;
  /** A line on standard error. */
  complain(line: string): void;
  /** Makes 1 the exit status. */
  fail(): void;
}

interface WrittenAction {
  readonly name: string;
  readonly usage?: string;
  readonly help?: string;
  readonly completes?: unknown;
  run(args: readonly string[], context: PluginContext): unknown;
  json?(args: readonly string[], context: PluginContext): unknown;
}

/** Relative paths begin in `directory`. Rejects with a {@link ControlPluginError}. */
export async function loadControlPlugins(
  sections: readonly PluginConfig[],
  directory: string,
): Promise<SessionPlugins> {
  const actions: Action[] = [];
  const leftOut: string[] = [];
  for (const section of sections) {
    const spec = parsePluginSpec(section.factory);
    if (spec.kind === 'python') {
      leftOut.push(`[ctlplugin:${section.name}] is left out: ${withoutPython(section.factory)}`);
      continue;
    }
    const path = resolve(directory, spec.path);
    actions.push(...(await actionsOf(section, { path, exportName: spec.exportName })));
  }
  return { actions, leftOut };
}

async function actionsOf(
  { name, factory, options }: PluginConfig,
  { path, exportName }: { readonly path: string; readonly exportName: string },
): Promise<readonly Action[]> {
  try {
    const make = await loadPluginFunction(path, exportName);
    const made = await make(Object.fromEntries(options));
    if (!Array.isArray(made)) throw new Error('it returned no array of actions');
    return made.map((written: unknown) => toAction(written, name));
  } catch (error) {
    const reason = messageOf(error);
    throw new ControlPluginError(`${factory} cannot be resolved within [ctlplugin:${name}]: ${reason}`, {
      cause: error,
    });
  }
}

function toAction(written: unknown, plugin: string): Action {
  if (!isWrittenAction(written)) throw new Error('an action needs a name, of letters and digits, and run()');
  const { name, usage = name, help = '' } = written;
  return {
    name,
    plugin,
    help: lines([[usage, help]]),
    meaningColumn: 24,
    arguments: ANY,
    upcheck: null,
    completes: completionOf(written),
    run: async (session, words) => {
      await written.run(words, contextOf(session));
    },
    ...(typeof written.json === 'function'
      ? { json: async (session, words) => jsonValue(await written.json?.(words, contextOf(session))) }
      : {}),
  };
}

function completionOf({ completes }: WrittenAction): Completes {
  return completes === 'processes' || completes === 'groups' ? completes : 'nothing';
}

/** Null for a value that JSON cannot express, such as `undefined` or a function. */
function jsonValue(value: unknown): JsonValue | null {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : (JSON.parse(text) as JsonValue);
}

/** Checks the shape. A name may have only the characters that vigilctl's shell accepts in the name of an action. */
function isWrittenAction(value: unknown): value is WrittenAction {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as { readonly name?: unknown; readonly run?: unknown };
  return typeof name === 'string' && /^\w+$/.test(name) && typeof run === 'function';
}

function contextOf(session: Session): PluginContext {
  return {
    call: async (method, params = []) => resultOf(await session.client.callAny(method, params)),
    print: (line) => session.output.line(line),
    complain: (line) => session.output.complaint(line),
    fail: () => session.fail(EXIT_STATUS.generic),
  };
}
