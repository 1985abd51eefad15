/**
 * The groups: `[group:x]` first, then a group for each program that is in none, then listeners, then FastCGI programs.
 * Source: Supervisor options.py, process_groups_from_parser().
 */
import { closestName } from '../core/closest-name.ts';
import { Expansions } from './expansion.ts';
import { GROUP_OPTIONS } from './group-options.ts';
import { type GroupSource, readName } from './group-source.ts';
import type { IniSection } from './ini-document.ts';
import type { GroupConfig, ProcessConfig } from './model.ts';
import { PROGRAM_OPTIONS } from './program-options.ts';
import { readFcgiGroup, readMemberSocket } from './read-fcgi-group.ts';
import { readListenerGroup } from './read-listener-group.ts';
import { type Inherited, readProcesses } from './read-program.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';
import { byPriorityThenName } from './start-rank.ts';

/** All groups, sorted by priority and name. Mistakes are noted in `reading.errors`. */
export function readGroups(reading: Reading, inherited: Inherited): GroupConfig[] {
  return new GroupsReader(reading, inherited).read().sort(byPriorityThenName);
}

/** Longer names are not compared: that would take long, and they are no slips. */
const LONGEST_NAME = 60;

class GroupsReader {
  readonly #reading: Reading;
  readonly #inherited: Inherited;
  /** Sections that a `[group:x]` lists: they form no group of their own. */
  readonly #taken = new Set<string>();

  constructor(reading: Reading, inherited: Inherited) {
    this.#reading = reading;
    this.#inherited = inherited;
  }

  read(): GroupConfig[] {
    const found = [
      ...this.#each('group:', (source) => this.#group(source)),
      ...this.#each('program:', (source) => this.#program(source)),
      ...this.#each('eventlistener:', readListenerGroup),
      ...this.#each('fcgi-program:', readFcgiGroup),
    ];
    return found;
  }

  #each(prefix: string, read: (source: GroupSource) => GroupConfig | null): GroupConfig[] {
    const groups: GroupConfig[] = [];
    const reading = this.#reading;
    for (const section of reading.document.sections()) {
      if (!section.name.startsWith(prefix) || this.#taken.has(section.name)) continue;
      const names = new Expansions(reading.environmentNames, new Map([['here', reading.here]]));
      const reader = new SectionReader({ reading, section, names });
      const group = read({ reading, section, reader, ...this.#inherited });
      if (group !== null) groups.push(group);
    }
    return groups;
  }

  #program(source: GroupSource): GroupConfig | null {
    const groupName = readName(source);
    if (groupName === null) return null;
    const priority = source.reader.value(PROGRAM_OPTIONS.priority);
    const { section } = source;
    const processes = readProcesses({ ...source, groupName });
    return {
      kind: 'program',
      name: groupName,
      priority,
      section: section.name,
      position: section.position,
      processes,
    };
  }

  #group(source: GroupSource): GroupConfig | null {
    const { section, reader } = source;
    const groupName = readName(source);
    if (groupName === null) return null;
    const programs = reader.value(GROUP_OPTIONS.programs);
    const priority = reader.value(GROUP_OPTIONS.priority);
    const processes = this.#members(source, { groupName, programs });
    return {
      kind: 'program',
      name: groupName,
      priority,
      section: section.name,
      position: section.position,
      processes,
    };
  }

  #members(
    { section, reader }: GroupSource,
    { groupName, programs }: { readonly groupName: string; readonly programs: readonly string[] },
  ): ProcessConfig[] {
    const processes: ProcessConfig[] = [];
    // Supervisor's messages name the section that was read last: this one at first, then the member before.
    let lastSection = section.name;
    for (const program of programs) {
      const member = this.#member(program, { reader, lastSection });
      if (member === null) continue;
      lastSection = member.name;
      this.#taken.add(member.name);
      const source = { reading: this.#reading, section: member, ...this.#inherited };
      const memberSocket = member.name.startsWith('fcgi-program:') ? readMemberSocket(source) : null;
      const read = readProcesses({ ...source, groupName });
      processes.push(...(memberSocket === null ? read : read.map((one) => ({ ...one, memberSocket }))));
    }
    return processes;
  }

  #member(
    program: string,
    { reader, lastSection }: { readonly reader: SectionReader; readonly lastSection: string },
  ): IniSection | null {
    const { document } = this.#reading;
    const plain = document.section(`program:${program}`);
    const fcgi = document.section(`fcgi-program:${program}`);
    const { key } = GROUP_OPTIONS.programs;
    if (plain !== undefined && fcgi !== undefined) {
      reader.fail(`[${lastSection}] name ${program} is ambiguous (exists as program and fcgi-program)`, {
        code: 'conflict',
        key,
        cure: `Rename "[program:${program}]" or "[fcgi-program:${program}]"`,
      });
      return null;
    }
    const found = plain ?? fcgi ?? null;
    if (found === null) {
      reader.fail(`[${lastSection}] names unknown program or fcgi-program ${program}`, {
        code: 'reference',
        key,
        cure: this.#cureForUnknown(program),
      });
    }
    return found;
  }

  #cureForUnknown(program: string): string {
    if (program === '') return 'Remove the comma that nothing follows';
    const meant = program.length > LONGEST_NAME ? null : closestName(program, this.#programNames());
    return meant === null ? `Add a section "[program:${program}]"` : `Write "${meant}"`;
  }

  *#programNames(): Generator<string> {
    for (const { name } of this.#reading.document.sections()) {
      const [kind, rest] = name.split(':', 2);
      if ((kind === 'program' || kind === 'fcgi-program') && rest !== undefined) yield rest;
    }
  }
}
