/**
 * What a file that should be run is, by its first bytes: a script with its interpreter, or an ELF program with its
 * processor and its loader. Source: execve(2), elf(5). Looked at only when something is to be explained.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ExecutableContent } from '../explain/facts.ts';

const HEAD_SIZE = 4096;

export function executableContent(path: string): ExecutableContent {
  const head = readHead(path);
  if (head === null) return { kind: 'unknown' };
  if (head.byteLength === 0) return { kind: 'empty' };
  if (head.toString('latin1', 0, 2) === '#!') return scriptContent(head);
  if (head.toString('latin1', 0, 4) === '\x7fELF') return programContent(head);
  if (head.toString('latin1', 0, 3) === '\xef\xbb\xbf') return { kind: 'byte-order-mark' };
  return { kind: 'other' };
}

/** Null when it cannot be read, or is no regular file. */
function readHead(path: string): Buffer | null {
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (!fstatSync(fd).isFile()) return null;
    const buffer = Buffer.alloc(HEAD_SIZE);
    return buffer.subarray(0, readSync(fd, buffer, 0, HEAD_SIZE, 0));
  } catch {
    return null; // Gone, or not for us: nothing is known of it.
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

function scriptContent(head: Buffer): ExecutableContent {
  const line = head.toString('utf8').split('\n', 1)[0] ?? '';
  const words = line
    .slice(2)
    .trim()
    .split(/[ \t]+/);
  const interpreter = words[0] ?? '';
  return {
    kind: 'script',
    interpreter,
    isThere: isThere(interpreter),
    // Behind an argument it is part of that argument.
    hasCarriageReturn: line.endsWith('\r') && words.length === 1,
  };
}

const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'i386'],
  [8, 'mips'],
  [20, 'ppc'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x86-64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loongarch64'],
]);

const HERE: ReadonlyMap<string, string> = new Map([
  ['x64', 'x86-64'],
  ['ia32', 'i386'],
  ['s390x', 's390x'],
]);

const LARGEST_LOADER_NAME = 256;
const PT_INTERP = 3;

function programContent(head: Buffer): ExecutableContent {
  const here = HERE.get(process.arch) ?? process.arch;
  const isLittle = head[5] === 1;
  if (head.byteLength < 64) return { kind: 'other' };
  const number = isLittle ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const machine = MACHINES.get(number) ?? `processor ${number}`;
  const loader = isLittle && head[4] === 2 ? loaderOf(head) : null;
  return { kind: 'program', machine, here, loader, isLoaderThere: loader === null || isThere(loader) };
}

/** Of a 64-bit little-endian program; null when it has none, as one that is linked statically. */
function loaderOf(head: Buffer): string | null {
  const offset = Number(head.readBigUInt64LE(32));
  const size = head.readUInt16LE(54);
  const count = head.readUInt16LE(56);
  for (let index = 0; index < count; index += 1) {
    const at = offset + index * size;
    if (at + 40 > head.byteLength) return null;
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const start = Number(head.readBigUInt64LE(at + 8));
    const text = head.toString('latin1', start, start + LARGEST_LOADER_NAME);
    return text.includes('\0') ? text.slice(0, text.indexOf('\0')) : null;
  }
  return null;
}

/** What cannot be looked at is not there for execve(2) either: behind a file (ENOTDIR), or with a NUL in its name. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
