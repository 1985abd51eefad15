/**
 * The soft limit of open files from before Node raised it to the hard one, which happens before any script runs. The
 * parent's limit is taken for it; see docs/decisions/0007-limits-of-children.md.
 */
import { readFileSync } from 'node:fs';

/** Null when it cannot be told: the parent is an init process, is not to be read, or has another hard limit. */
export function originalOpenFiles(role: 'first' | 'second in the background'): number | null {
  const parent = role === 'first' ? process.ppid : parentOf(process.ppid);
  if (parent === null || parent <= 1) return null;
  const ours = readOpenFiles('self');
  const theirs = readOpenFiles(String(parent));
  if (ours === null || theirs === null || ours.hard !== theirs.hard) return null;
  return theirs.soft;
}

/** The first process of a start in the background is Node as well, so the one before it tells. */
function parentOf(pid: number): number | null {
  try {
    // The name in parentheses may hold anything, so what follows the last one counts: state, then the parent.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    return null; // It has just ended.
  }
}

function readOpenFiles(pid: string): { readonly soft: number; readonly hard: number } | null {
  try {
    const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
    const match = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits);
    return match === null ? null : { soft: toNumber(match[1]), hard: toNumber(match[2]) };
  } catch {
    return null; // Another user's process, or one that has just ended.
  }
}

const toNumber = (text: string | undefined): number =>
  text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
