/** The port that a program could not get, and who holds it now. */
import type { PortFinding, PortHolder } from '../../explain/facts.ts';
import { addressInUseLine, portInQuestion } from '../../explain/port-in-text.ts';
import { portState } from '../../os/port-holder.ts';
import { readCommandLine, readProcess } from '../../os/process-table.ts';

/** The program that a pid is the main process of; null for none. */
export type ProgramOfPid = (pid: number) => string | null;

export interface PortSearch {
  readonly lines: readonly string[];
  readonly words: readonly string[];
  readonly programOf: ProgramOfPid;
}

/** Null unless the lines say that an address is taken, and it is known which. */
export function portFinding({ lines, words, programOf }: PortSearch): PortFinding | null {
  const line = addressInUseLine(lines);
  const port = line === null ? null : portInQuestion(line, lines, words);
  if (port === null) return null;
  const { isHeld, pid } = portState(port);
  return { port, isHeld, holder: pid === null ? null : holderOf(pid, programOf) };
}

function holderOf(pid: number, programOf: ProgramOfPid): PortHolder {
  return { pid, name: nameOf(pid), program: ancestorProgram(pid, programOf) };
}

/** The command's name: the kernel's is cut off at 15 bytes, and may be that of a thread. */
function nameOf(pid: number): string {
  const command = readCommandLine(pid)[0] ?? '';
  const base = command.slice(command.lastIndexOf('/') + 1).split(' ')[0] ?? '';
  return base === '' ? (readProcess(pid)?.name ?? 'a process') : base;
}

const LONGEST_DESCENT = 32;

/** A worker's program is that of its ancestors. */
function ancestorProgram(pid: number, programOf: ProgramOfPid): string | null {
  let current = pid;
  for (let step = 0; step < LONGEST_DESCENT && current > 1; step += 1) {
    const program = programOf(current);
    if (program !== null) return program;
    current = readProcess(current)?.parent ?? 0;
  }
  return null;
}
