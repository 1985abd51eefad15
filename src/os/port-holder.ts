/**
 * Who listens on a port, from `/proc/net` and the descriptors of every process. Costs a look at each descriptor of the
 * machine, so only when somebody asks. Source: proc(5), proc_net(5).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Tables with the state in which a socket of theirs holds its port. */
const TABLES = [
  { name: 'tcp', states: ['0A'] },
  { name: 'tcp6', states: ['0A'] },
  { name: 'udp', states: ['07', '01'] },
  { name: 'udp6', states: ['07', '01'] },
] as const;

export interface PortState {
  readonly isHeld: boolean;
  /** Null when nobody holds it, or its holder cannot be seen: another user's, or in another container. */
  readonly pid: number | null;
}

export function portState(port: number): PortState {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return { isHeld: false, pid: null };
  return { isHeld: true, pid: findHolder(inodes) };
}

/** TCP first: UDP counts only where nobody listens by TCP. */
function listeningInodes(port: number): ReadonlySet<string> {
  for (const kind of ['tcp', 'udp']) {
    const found = TABLES.filter(({ name }) => name.startsWith(kind)).flatMap(({ name, states }) =>
      inodesIn(name, port, states),
    );
    if (found.length > 0) return new Set(found);
  }
  return new Set();
}

/** Fields: number, local address and port in hexadecimal, remote, state, ..., the inode as tenth. */
function inodesIn(table: string, port: number, states: readonly string[]): readonly string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readLines(`/proc/net/${table}`).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isWanted = fields[1]?.endsWith(wanted) === true && states.includes(fields[3] ?? '');
    return isWanted && fields[9] !== undefined && fields[9] !== '0' ? [fields[9]] : [];
  });
}

function findHolder(inodes: ReadonlySet<string>): number | null {
  const targets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const holder = pids.find((pid) => holdsOneOf(pid, targets));
  return holder === undefined ? null : Number(holder);
}

function holdsOneOf(pid: string, targets: ReadonlySet<string>): boolean {
  let descriptors: readonly string[];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return false; // Gone, or another user's.
  }
  return descriptors.some((fd) => {
    try {
      return targets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false; // Closed meanwhile.
    }
  });
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return []; // Without IPv6 there is no such table.
  }
}
