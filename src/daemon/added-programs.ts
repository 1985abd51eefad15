/** Adds programs to the running daemon that are in no file, and forgets them again. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DaemonConfig, GroupConfig, LogTarget } from '../config/model.ts';
import type { Caller } from '../core/caller.ts';
import { errorCode } from '../core/thrown.ts';
import type { AddProgramOutcome, ForgetProgramOutcome, NewProgram } from '../rpc/daemon-facade.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { AddedProgramStore, StoredProgram } from './added-program-store.ts';
import type { ConfigSource } from './config-source.ts';
import { refusedGroup } from './refused-auto-log.ts';

export interface AddedProgramsParts {
  readonly daemon: DaemonConfig;
  readonly supervisor: Supervisor;
  readonly source: ConfigSource;
  readonly store: AddedProgramStore;
}

type Groups = readonly GroupConfig[];

type AddedOutcome =
  | { readonly kind: 'added'; readonly group: GroupConfig }
  | Exclude<AddProgramOutcome, { kind: 'added' }>;

export class AddedPrograms {
  readonly #parts: AddedProgramsParts;

  constructor(parts: AddedProgramsParts) {
    this.#parts = parts;
  }

  /** `configured` are the groups that were read last. */
  add(program: NewProgram, configured: Groups): AddedOutcome {
    const { store, supervisor, source } = this.#parts;
    const { name } = program;
    const isTaken = supervisor.group(name) !== undefined || configured.some((group) => group.name === name);
    if (isTaken || store.find(name) !== undefined) return { kind: 'exists' };
    const persistence = program.isSaved ? 'saved' : 'passing';
    const stored = store.prepare(this.#described(program, configured), persistence);
    const result = source.loadWith(stored);
    if (result.kind === 'refused') {
      return { kind: 'invalid', errors: result.errors.map(({ message }) => message) };
    }
    const group = result.config.groups.find((candidate) => candidate.section === `program:${name}`);
    if (group === undefined)
      return { kind: 'invalid', errors: [`${name} belongs to a group of the configuration`] };
    try {
      store.add(stored, persistence);
    } catch (error) {
      return { kind: 'failed', message: `cannot write ${stored.file} (${errorCode(error)})` };
    }
    try {
      supervisor.addGroup(group);
    } catch (error) {
      store.remove(name);
      return { kind: 'failed', message: refusedGroup(error, this.#parts.daemon.childlogdir) };
    }
    return { kind: 'added', group };
  }

  /** Stops nothing. */
  forget(name: string, configured: Groups): ForgetProgramOutcome {
    const { store, supervisor } = this.#parts;
    const stored = store.find(name);
    const group = supervisor.group(name);
    if (stored === undefined) {
      const isKnown = group !== undefined || configured.some((candidate) => candidate.name === name);
      return { kind: isKnown ? 'configured' : 'unknown' };
    }
    // A program of the configuration may have taken the name since.
    const isInUse = group?.config.position.file === stored.file;
    if (isInUse && group.alive().length > 0) return { kind: 'still-running' };
    try {
      store.remove(name);
    } catch (error) {
      return { kind: 'failed', message: `cannot write ${stored.file} (${errorCode(error)})` };
    }
    if (isInUse) supervisor.removeGroup(name);
    if (stored.ownLog !== null) removeLogs(stored.ownLog);
    return { kind: 'forgotten' };
  }

  #described({ name, keys, environment }: NewProgram, configured: Groups): Omit<StoredProgram, 'file'> {
    const escaped = new Map([...keys].map(([key, value]) => [key, value.replaceAll('%', '%%')]));
    if (keys.has('stdout_logfile')) return { name, keys: escaped, environment, ownLog: null };
    const log = this.#logFor(name, configured);
    const output = new Map([
      ['redirect_stderr', 'true'],
      // Expanded twice.
      ['stdout_logfile', log?.path.replaceAll('%', '%%%%') ?? 'AUTO'],
    ]);
    return {
      name,
      keys: new Map([...output, ...escaped]),
      environment,
      ownLog: log?.isNew === true ? log.path : null,
    };
  }

  /** Null in a directory for everybody's files, where somebody else could lay something under a name that is known. */
  #logFor(name: string, configured: Groups): { readonly path: string; readonly isNew: boolean } | null {
    const { childlogdir, logfile } = this.#parts.daemon;
    const mode = statSync(childlogdir, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o002) !== 0) return null;
    const path = join(childlogdir, `${name}.log`);
    const targets = configured.flatMap(({ processes }) =>
      processes.flatMap(({ stdout, stderr }) => [stdout.logfile, stderr.logfile]),
    );
    if ([logfile, ...targets].some((target) => leadsTo(target, path))) return null;
    return { path, isNew: statSync(path, { throwIfNoEntry: false }) === undefined };
  }
}

function leadsTo(target: LogTarget | DaemonConfig['logfile'], path: string): boolean {
  return target.kind === 'file' && target.path === path;
}

/**
 * Whether somebody may have the daemon run any command: whoever could as well run it without the daemon. The API of
 * Supervisor only starts what the configuration names, so that many let others use it.
 */
export function mayAddPrograms(caller: Caller): boolean {
  if (caller.kind === 'plugin') return true;
  return caller.kind === 'local' && (caller.uid === 0 || caller.uid === process.geteuid?.());
}

/** The log and its rotated backups. */
function removeLogs(path: string): void {
  const [directory, name] = [dirname(path), basename(path)];
  try {
    for (const entry of readdirSync(directory)) {
      const isBackup = entry.startsWith(`${name}.`) && /^\d+$/.test(entry.slice(name.length + 1));
      if (entry === name || isBackup) rmSync(join(directory, entry), { force: true });
    }
  } catch {
    // What cannot be removed stays: the program is forgotten anyway.
  }
}
