import { twoDigits } from '../../core/calendar.ts';
import type { JsonValue } from '../../core/json-value.ts';
import { joinNamespec } from '../../core/namespec.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { refuse } from '../refuse.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { TreeEntry } from '../rpc-results.ts';
import type { Session } from '../session.ts';
import { isUnknownMethod } from '../unknown-method.ts';

/** Shows the trees of processes that programs are. */
export async function ps(session: Session, names: readonly string[]): Promise<void> {
  const answer = await ask(session, names);
  if (answer === null) return;
  const { entries, unknown } = answer;
  for (const name of unknown) {
    session.output.line(`${name}: ERROR (no such process)`);
    session.unknownName(name);
  }
  if (entries.length > 0) session.output.line('    PID       CPU    MEMORY  COMMAND');
  let program = '';
  for (const entry of entries) {
    const name = joinNamespec(entry.group, entry.name);
    if (name !== program) session.output.line(name);
    program = name;
    session.output.line(treeLine(entry, depthOf(entry, entries)));
  }
}

export async function psJson(session: Session, names: readonly string[]): Promise<JsonValue | null> {
  const answer = await ask(session, names);
  if (answer === null) return null;
  const { entries, unknown } = answer;
  const processes: readonly JsonValue[] = entries.map((entry) => ({ ...entry }));
  const errors = unknown.map((name) => ({ name, error: 'no such process' }));
  return { processes, ...(errors.length === 0 ? {} : { errors }) };
}

interface Answer {
  readonly entries: readonly TreeEntry[];
  readonly unknown: readonly string[];
}

/** Null when the daemon cannot tell, which was said then. Sets the exit status as well. */
async function ask(session: Session, names: readonly string[]): Promise<Answer | null> {
  const entries: TreeEntry[] = [];
  const unknown: string[] = [];
  for (const name of names.length === 0 || names.includes('all') ? [''] : names) {
    const reply = await session.client.call('vigil.getProcessTree', name);
    if (reply.kind === 'result') entries.push(...reply.value);
    else if (reply.code === FAULTS.BAD_NAME) unknown.push(name);
    else if (isUnknownMethod(reply)) {
      refuse(session, 'ERROR: this daemon does not tell the processes of its programs');
      return null;
    } else throw new UnexpectedFaultError(reply);
  }
  if (unknown.length > 0) session.fail(EXIT_STATUS.generic);
  return { entries, unknown };
}

/** How many of the listed are above it. */
function depthOf(entry: TreeEntry, entries: readonly TreeEntry[]): number {
  const parent = entries.find(({ pid }) => pid === entry.parent);
  return parent === undefined ? 0 : depthOf(parent, entries) + 1;
}

function treeLine({ pid, cpu, rss, command, role }: TreeEntry, depth: number): string {
  const used = cpu < 60 ? `${cpu.toFixed(2)}s` : minutes(cpu);
  const mark = role === 'leftover' ? ' (left behind)' : '';
  const numbers = [String(pid).padStart(7), used.padStart(10), size(rss).padStart(10)].join('');
  return `${numbers}  ${'  '.repeat(depth)}${command}${mark}`;
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}m${twoDigits(Math.floor(seconds % 60))}s`;
}

function size(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  return megabytes < 1000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
