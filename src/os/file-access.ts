/** The files that a configuration is read from. */
import { existsSync, readFileSync } from 'node:fs';
import type { FileAccess } from '../config/surroundings.ts';
import { glob, isDirectory } from './glob.ts';
import { systemPath } from './path-bytes.ts';

/** Relative paths are relative to the process's working directory. */
export const fileAccess: FileAccess = {
  readFile: (path) => readFileSync(systemPath(path)),
  glob,
  isDirectory,
  exists: (path) => existsSync(systemPath(path)),
};
