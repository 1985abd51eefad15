/** What the history notes of a call, from the row of the method table and the checked parameters. */
import { oneLine } from '../core/one-line.ts';
import type { CommandScope, MethodContract } from './contract/shape.ts';
import type { NotedCommand } from './history-facade.ts';
import { isArray, type XmlRpcValue } from './xmlrpc/values.ts';

/** A caller may send any number of names; more than these are not written down one by one. */
const MOST_TARGETS = 100;

/** Null for a method that only tells, and for a selection of nothing. */
export function notedCommand(
  method: string,
  { command, parameters }: MethodContract,
  values: readonly unknown[],
): NotedCommand | null {
  if (command === undefined) return null;
  const given = (name: string) => values[parameters.findIndex((parameter) => parameter.name === name)];
  const targets = given(command.about === 'group' ? 'name' : nameIn(parameters));
  if (command.about === 'selection' && Array.isArray(targets) && targets.length === 0) return null;
  const signal = given('signal');
  return {
    verb: command.verb,
    method: method.slice(method.indexOf('.') + 1),
    isAboutProcesses: command.about !== 'daemon',
    targets: targetsOf(command.about, targets),
    detail: typeof signal === 'string' ? oneLine(signal) : '',
  };
}

function nameIn(parameters: MethodContract['parameters']): string {
  return parameters.some(({ name }) => name === 'names') ? 'names' : 'name';
}

function targetsOf(about: CommandScope, value: unknown): readonly string[] {
  if (about === 'everything' || about === 'daemon') return [];
  const names = isArray(value as XmlRpcValue) ? (value as readonly unknown[]) : [value];
  const texts = names.filter((name) => typeof name === 'string').map(oneLine);
  const shown = texts.length <= MOST_TARGETS ? texts : texts.slice(0, MOST_TARGETS);
  return about === 'group' ? shown.map((name) => `${name}:*`) : shown;
}
