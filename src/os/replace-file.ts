/** Small files that are only ever replaced as a whole: who reads one finds the old text or the new. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Also after a power failure. Throws the file system's error; the old file is still in its place then. */
export function replaceFile(path: string, text: string, mode: number): void {
  const beside = `${path}.new`;
  try {
    // Without the flush a power failure might leave an empty file under the name.
    writeFileSync(beside, text, { mode, flush: true });
    renameSync(beside, path);
  } catch (error) {
    removeIfThere(beside);
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A directory, perhaps: the failure that matters is reported already.
  }
}
