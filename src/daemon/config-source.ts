/** Reads the configuration as this vigild was told to: the same file and flags at the start and at every reread. */
import { hostname } from 'node:os';
import { type DaemonOverrides, type LoadRequest, type LoadResult, loadConfig } from '../config/load.ts';
import { pythonAbsolute } from '../config/python-path.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { temporaryDirectory } from '../os/temporary-directory.ts';

export class ConfigSource {
  readonly #file: string;
  readonly #overrides: DaemonOverrides;
  readonly #surroundings: Surroundings;
  #hasLoaded = false;

  constructor(file: string, overrides: DaemonOverrides, surroundings: Surroundings) {
    this.#file = file;
    this.#overrides = overrides;
    this.#surroundings = surroundings;
  }

  /** What is read: the file as it was given. */
  request(): LoadRequest {
    return {
      ...this.#surroundings,
      file: this.#file,
      overrides: this.#overrides,
      hostName: hostname(),
      tempDir: temporaryDirectory(this.#surroundings.environment),
    };
  }

  /**
   * Reads the file anew. After the first time its absolute path is used, since the daemon may have changed its
   * directory; Supervisor then no longer finds its own file.
   */
  load(): LoadResult {
    const request = this.request();
    const file = this.#hasLoaded ? pythonAbsolute(this.#file, this.#surroundings.cwd) : this.#file;
    this.#hasLoaded = true;
    return loadConfig({ ...request, file });
  }
}
