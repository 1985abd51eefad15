/** Loads a plug-in: a function that a module of Node exports. Whatever is in that module runs with the caller's rights. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorCode, messageOf } from '../core/thrown.ts';

/** The module is not there, not to be trusted, cannot be evaluated, or does not export a function of that name. */
export class PluginModuleError extends Error {
  override readonly name = 'PluginModuleError';
}

export type PluginFunction = (...parameters: readonly unknown[]) => unknown;

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/** `path` is absolute. A file that has changed since is read anew; what it imports is not. */
export async function loadPluginFunction(path: string, exportName: string): Promise<PluginFunction> {
  const { mtimeMs } = inspect(path);
  const url = pathToFileURL(path);
  url.searchParams.set('modified', String(mtimeMs));
  const found = exportOf(await evaluate(url.href), exportName);
  if (typeof found === 'function') return found as PluginFunction;
  throw new PluginModuleError(
    found === undefined
      ? `"${path}" has no export "${exportName}"`
      : `the export "${exportName}" of "${path}" is no function`,
  );
}

function inspect(path: string): { readonly mtimeMs: number } {
  try {
    const file = statSync(path);
    if (process.geteuid?.() === 0) {
      if ((file.mode & OTHERS_MAY_WRITE) !== 0) throw writableByAll(path);
      const { mode } = statSync(dirname(path));
      if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) throw writableByAll(dirname(path));
    }
    return file;
  } catch (error) {
    if (error instanceof PluginModuleError) throw error;
    throw new PluginModuleError(`cannot read "${path}": ${errorCode(error)}`, { cause: error });
  }
}

function writableByAll(path: string): PluginModuleError {
  return new PluginModuleError(`every user may write "${path}", and root would run it`);
}

async function evaluate(url: string): Promise<unknown> {
  try {
    // A variable, since bundlers and test runners follow literals.
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    throw new PluginModuleError(messageOf(error), { cause: error });
  }
}

function exportOf(module: unknown, name: string): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  return Object.entries(module).find(([exported]) => exported === name)?.[1];
}
