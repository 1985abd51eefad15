/**
 * Variables of this process that are no UTF-8, as in a Latin-1 locale. Node shows its environment as text, in which their
 * bytes are lost; whoever gets the environment from here gets them as they are. Source: proc(5), environ.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** `NAME=value`; as bytes with the NUL that ends it. */
export type EnvironmentEntry = string | Uint8Array;

/** Whole entries by their names. Nearly always there are none. */
export type VariablesInBytes = ReadonlyMap<string, Uint8Array>;

const NUL = 0;
const NONE: VariablesInBytes = new Map();
/** What Node shows in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** Of the environment that this process was started with. */
export function ownVariablesInBytes(): VariablesInBytes {
  try {
    return variablesInBytes(readFileSync('/proc/self/environ'));
  } catch {
    return NONE; // Without `/proc` they are handed on as Node shows them.
  }
}

/** `environment`: entries one after another, each with its NUL. */
export function variablesInBytes(environment: Uint8Array): VariablesInBytes {
  if (isUtf8(environment)) return NONE;
  const found = new Map<string, Uint8Array>();
  for (let start = 0; start < environment.byteLength; ) {
    const nul = environment.indexOf(NUL, start);
    const end = nul < 0 ? environment.byteLength : nul + 1;
    const entry = environment.subarray(start, end);
    if (nul >= 0 && !isUtf8(entry)) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry);
      found.set(text.slice(0, text.indexOf('=')), entry);
    }
    start = end;
  }
  return found;
}

/** A variable of Node's, as it is handed on. */
export function environmentEntry(name: string, value: string, bytes: VariablesInBytes): EnvironmentEntry {
  // It may have been set since.
  const isAsGiven = bytes.size > 0 && `${name}=${value}`.includes(REPLACEMENT);
  return (isAsGiven ? bytes.get(name) : undefined) ?? `${name}=${value}`;
}

/** All variables of Node's, as they are handed on. */
export function environmentEntries(
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentEntry[] {
  const bytes = ownVariablesInBytes();
  return Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [environmentEntry(name, value, bytes)],
  );
}
