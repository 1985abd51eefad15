/** Which processes an agent may start and stop: those that a pattern of `--allow` names. */
import { splitNamespec } from '../../core/namespec.ts';
import type { ProcessName } from '../rpc-results.ts';

/** Patterns as a shell has them, `*` and `?`, against `group:name`, and against `name` where the group has that name. */
export function isAllowed({ group, name }: ProcessName, patterns: readonly string[]): boolean {
  const names = group === name ? [name, `${group}:${name}`] : [`${group}:${name}`];
  return patterns.some((pattern) => {
    const matcher = patternOf(pattern);
    return names.some((text) => matcher.test(text));
  });
}

/** The processes that a name of the API means; those that are not there are left to the daemon to refuse. */
export function processesNamed(namespec: string, known: readonly ProcessName[]): readonly ProcessName[] {
  const { group, process } = splitNamespec(namespec);
  if (process !== null) return [{ group, name: process }];
  const members = known.filter((candidate) => candidate.group === group);
  // An unknown group has no members that could be forbidden, so that the name itself must be allowed.
  return members.length === 0 ? [{ group, name: '*' }] : members;
}

function patternOf(glob: string): RegExp {
  const text = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`, 's');
}
