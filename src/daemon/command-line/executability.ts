import { accessSync, constants, statSync } from 'node:fs';
import type { Executability } from '../../config/check-rules/rule.ts';
import { errorCode } from '../../core/thrown.ts';

/** Whether this process could run what is at a path. */
export function executability(path: string): Executability {
  try {
    if (statSync(path).isDirectory()) return 'directory';
    accessSync(path, constants.X_OK);
    return 'executable';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'missing' : 'not-executable';
  }
}
