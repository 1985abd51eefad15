/**
 * The soft limit of open files from before Node raised it to the hard one, which happens before any script runs. The
 * parent's limit is taken for it; see docs/decisions/0007-limits-of-children.md.
 */
import { readFileSync } from 'node:fs';
import { readProcess } from './process-table.ts';

/** Null when it cannot be told: the parent is an init process, is not to be read, or has another hard limit. */
export function originalOpenFiles(role: 'first' | 'second in the background'): number | null {
  // The first process of a start in the background is Node as well, so the one before it tells.
  const parent = role === 'first' ? process.ppid : (readProcess(process.ppid)?.parent ?? 0);
  if (parent <= 1) return null;
  const ours = readOpenFiles('self');
  const theirs = readOpenFiles(String(parent));
  if (ours === null || theirs === null || ours.hard !== theirs.hard) return null;
  return theirs.soft;
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
