/** Carries out what an agent asks for, within what it is allowed, and hides secrets in what it gets to see. */
import { maskSecrets } from '../../core/secrets.ts';
import { messageOf } from '../../core/thrown.ts';
import { FAULTS } from '../../rpc/faults.ts';
import type { XmlRpcValue } from '../../rpc/xmlrpc/codec.ts';
import type { Client, Fault } from '../client.ts';
import type { ProcessName } from '../rpc-results.ts';
import { isAllowed, processesNamed } from './allowed.ts';
import { type Tool, toolsFor } from './tools.ts';

export interface AgentParts {
  /** A connection of its own for each tool, since tools run beside each other. */
  connect(): Client;
  /** Patterns of names. */
  readonly allow: readonly string[];
}

/** Text for the model. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

export class Agent {
  readonly #parts: AgentParts;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Rejects where the daemon cannot be reached. */
  tools(): Promise<readonly Tool[]> {
    return this.#connected(async (client) => {
      const { value } = orThrow(await client.callAny('system.listMethods', []));
      return toolsFor((value as readonly XmlRpcValue[]).map(String));
    });
  }

  /** Whatever goes wrong is an answer that the model can read. */
  async call(name: string, given: Readonly<Record<string, unknown>>): Promise<ToolResult> {
    try {
      const tool = (await this.tools()).find((candidate) => candidate.name === name);
      if (tool === undefined) return failure(`There is no tool ${name}.`);
      return await this.#connected((client) => this.#run(client, tool, given));
    } catch (error) {
      return failure(maskSecrets(messageOf(error)));
    }
  }

  async #run(client: Client, tool: Tool, given: Readonly<Record<string, unknown>>): Promise<ToolResult> {
    const params = positional(tool, given);
    if (typeof params === 'string') return failure(params);
    const refusal = await this.#refusal(client, tool, params);
    if (refusal !== null) return failure(refusal);
    let value: XmlRpcValue = null;
    for (const method of tool.methods) {
      const reply = await client.callAny(method, params);
      // A restart of what does not run is a start.
      const isStopOfRestart = tool.methods.length > 1 && method === 'supervisor.stopProcess';
      if (reply.kind === 'fault' && !(isStopOfRestart && reply.code === FAULTS.NOT_RUNNING)) {
        return failure(maskSecrets(reply.message));
      }
      if (reply.kind === 'result') ({ value } = reply);
    }
    return { text: JSON.stringify(shown(value), null, 1), isError: false };
  }

  /** Null where nothing is in the way. */
  async #refusal(client: Client, tool: Tool, [first = '']: readonly XmlRpcValue[]): Promise<string | null> {
    if (tool.permission === 'free') return null;
    const concerned =
      tool.permission === 'named' ? await named(client, String(first)) : await planned(client, first);
    const forbidden = concerned.filter((process) => !isAllowed(process, this.#parts.allow));
    if (forbidden.length === 0) return null;
    const names = forbidden.map(({ group, name }) => `${group}:${name}`).join(', ');
    return `Not allowed for ${names}: the operator starts this server with --allow and the names that may be touched.`;
  }

  async #connected<Result>(use: (client: Client) => Promise<Result>): Promise<Result> {
    const client = this.#parts.connect();
    try {
      return await use(client);
    } finally {
      client.close();
    }
  }
}

async function named(client: Client, namespec: string): Promise<readonly ProcessName[]> {
  const { value } = orThrow(await client.call('supervisor.getAllProcessInfo'));
  return processesNamed(namespec, value);
}

/** Every process that would be added, removed, restarted or changed. */
async function planned(client: Client, names: XmlRpcValue): Promise<readonly ProcessName[]> {
  const { value } = orThrow(await client.callAny('vigil.plan', [names]));
  const { groups } = value as unknown as PlanStruct;
  return groups.flatMap(({ name: group, action, processes }) => {
    const touched = processes.filter((process) => action !== 'untouched' || process.action !== 'untouched');
    // A group may change in keys of its own and have no process at all.
    if (touched.length === 0 && action !== 'untouched') return [{ group, name: '*' }];
    return touched.map(({ name }) => ({ group, name }));
  });
}

interface PlanStruct {
  readonly groups: readonly {
    readonly name: string;
    readonly action: string;
    readonly processes: readonly { readonly name: string; readonly action: string }[];
  }[];
}

/**
 * The parameters in the order of the table, or what is wrong with them. A name that is misspelt must not be taken for one
 * that was left out: without names, `apply` is for everything.
 */
function positional(tool: Tool, given: Readonly<Record<string, unknown>>): readonly XmlRpcValue[] | string {
  const unknown = Object.keys(given).find((key) => tool.parameters.every(({ name }) => name !== key));
  if (unknown !== undefined) return `There is no parameter "${unknown}".`;
  const params: XmlRpcValue[] = [];
  for (const { name, default: standard } of tool.parameters) {
    const value = Object.hasOwn(given, name) ? given[name] : standard;
    if (value === undefined) return `The parameter "${name}" is missing.`;
    params.push(value as XmlRpcValue);
  }
  return params;
}

function orThrow<Reply extends { readonly kind: 'result' }>(reply: Reply | Fault): Reply {
  if (reply.kind === 'fault') throw new Error(reply.message);
  return reply as Reply;
}

function failure(text: string): ToolResult {
  return { text, isError: true };
}

/** Without secrets; what is no text as base64. */
function shown(value: XmlRpcValue): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]));
}
