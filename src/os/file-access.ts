/** The files that a configuration is read from. */
import { existsSync, readFileSync } from 'node:fs';
import type { FileAccess } from '../config/surroundings.ts';
import { glob, isDirectory } from './glob.ts';

/** Relative paths are relative to the process's working directory. */
export const fileAccess: FileAccess = {
  readFile: (path) => readFileSync(path),
  glob,
  isDirectory,
  exists: (path) => existsSync(path),
};
