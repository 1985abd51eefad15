/** Groups that are not what their sections promise. */
import type { GroupConfig } from '../model.ts';
import { type CheckRule, type Observation, warning } from './rule.ts';

export const doubledGroup: CheckRule = function* ({ config }) {
  const sectionByName = new Map<string, string>();
  for (const { name, section } of config.groups) {
    const first = sectionByName.get(name);
    if (first === undefined) sectionByName.set(name, section);
    else {
      yield warning({
        code: 'doubled-group',
        section,
        key: null,
        message: `is ignored: [${first}] makes a group of the same name, "${name}"`,
        cure: 'Rename one of them',
      });
    }
  }
};

export const groupContent: CheckRule = function* ({ config }) {
  for (const group of config.groups) {
    if (group.processes.length === 0) yield emptyGroup(group);
    yield* repeatedProcesses(group);
  }
};

function emptyGroup({ section }: GroupConfig): Observation {
  return warning({
    code: 'empty-group',
    section,
    key: section.startsWith('group:') ? 'programs' : 'numprocs',
    message: 'the group has no process',
    cure: section.startsWith('group:') ? 'Name its programs' : 'Set numprocs=1 or more',
  });
}

function* repeatedProcesses(group: GroupConfig): Generator<Observation> {
  const seen = new Set<string>();
  for (const { name, section } of group.processes) {
    if (seen.has(name)) {
      yield warning({
        code: 'doubled-process',
        section,
        key: 'process_name',
        message: `two processes of the group "${group.name}" are called "${name}": only the last of them exists`,
        cure: 'Use %(process_num)s or %(program_name)s in process_name',
      });
    }
    seen.add(name);
  }
}
