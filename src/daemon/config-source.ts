/** Reads the configuration as this vigild was told to: the same file and flags at the start and at every reread. */
import { hostname } from 'node:os';
import { type DaemonOverrides, type LoadRequest, type LoadResult, loadConfig } from '../config/load.ts';
import type { Config } from '../config/model.ts';
import { pythonAbsolute } from '../config/python-path.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { temporaryDirectory } from '../os/temporary-directory.ts';
import type { AddedProgramStore, StoredProgram } from './added-program-store.ts';

export class ConfigSource {
  readonly #file: string;
  readonly #overrides: DaemonOverrides;
  readonly #surroundings: Surroundings;
  #added: AddedProgramStore | null = null;
  #hasLoaded = false;

  constructor(file: string, overrides: DaemonOverrides, surroundings: Surroundings) {
    this.#file = file;
    this.#overrides = overrides;
    this.#surroundings = surroundings;
  }

  /** From now on these programs belong to the configuration too. */
  addPrograms(store: AddedProgramStore): void {
    this.#added = store;
  }

  /** The absolute path of the file. */
  get path(): string {
    return pythonAbsolute(this.#file, this.#surroundings.cwd);
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
    const file = this.#hasLoaded ? this.path : this.#file;
    this.#hasLoaded = true;
    return this.#withAdded({ ...request, file });
  }

  /** Reads the file anew, with one program more. */
  loadWith(program: StoredProgram): LoadResult {
    const programs = [...(this.#added?.list() ?? []), program];
    const result = loadConfig({ ...this.request(), file: this.path, addedPrograms: programs });
    if (result.kind === 'refused') return result;
    return { ...result, config: withEnvironments(result.config, programs) };
  }

  /** An added program that has become impossible, as when its user is gone, does not spoil the rest. */
  #withAdded(request: LoadRequest): LoadResult {
    const added = this.#added?.list() ?? [];
    const load = (programs: readonly StoredProgram[]) => loadConfig({ ...request, addedPrograms: programs });
    const whole = load(added);
    if (whole.kind === 'loaded') return { ...whole, config: withEnvironments(whole.config, added) };
    if (added.length === 0) return whole;
    const usable = added.filter((program) => load([program]).kind === 'loaded');
    const rest = load(usable);
    if (rest.kind === 'refused') return rest;
    const notices = whole.errors.map(({ message }) => ({ level: 'warn', message }) as const);
    const config = withEnvironments(rest.config, usable);
    return { ...rest, config: { ...config, notices: [...config.notices, ...notices] } };
  }
}

/** Variables of an added program are no text that could be misread: they are taken as they are. */
function withEnvironments(config: Config, added: readonly StoredProgram[]): Config {
  const environments = new Map(added.map(({ name, environment }) => [`program:${name}`, environment]));
  if (environments.size === 0) return config;
  const groups = config.groups.map((group) => {
    const environment = environments.get(group.section);
    if (environment === undefined) return group;
    const processes = group.processes.map((process) => ({
      ...process,
      environment: new Map([...process.environment, ...environment]),
      origins: new Map([...process.origins, ['environment', process.position]]),
    }));
    return { ...group, processes };
  });
  return { ...config, groups };
}
