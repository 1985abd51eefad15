/** Which processes an option such as `-p` means: by their name, or as `group:name`. */
import type { ProcessInfo } from './supervisor-api.ts';

type Named = Pick<ProcessInfo, 'group' | 'name'>;

export function isNamedBy({ group, name }: Named, word: string): boolean {
  return word === name || word === `${group}:${name}`;
}

/** The names of the process that this listener itself is; empty outside of a daemon. */
export function ownNames(environment: Readonly<Record<string, string | undefined>>): Named {
  return {
    group: environment['SUPERVISOR_GROUP_NAME'] ?? '',
    name: environment['SUPERVISOR_PROCESS_NAME'] ?? '',
  };
}

/** A listener that stops itself never comes to the start. */
export function isSame(one: Named, other: Named): boolean {
  return one.group === other.group && one.name === other.name;
}
