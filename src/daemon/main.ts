/** vigild's command: from the command line to an exit status. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/model.ts';
import { findConfigFile, noConfigFile, searchPaths } from '../config/search-path.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { messageOf } from '../core/thrown.ts';
import { VERSION } from '../core/version.ts';
import { currentDirectory } from '../os/current-directory.ts';
import { type Handshake, IN_BACKGROUND, takeDecision, takeHandshake } from '../os/daemonize.ts';
import { fileAccess } from '../os/file-access.ts';
import { becomeGuard, type Guarded, takeGuarded } from '../os/guard.ts';
import { ignoreDebugSignal } from '../os/ignore-debug-signal.ts';
import { type Libc, openLibc } from '../os/native.ts';
import { missingOptions, takenOptions } from '../os/node-options.ts';
import { originalOpenFiles } from '../os/original-limits.ts';
import { procFileSystem } from '../os/proc-file-system.ts';
import { nameProcess } from '../os/process-name.ts';
import { SystemUsers } from '../os/users.ts';
import { tryWriteAll, writeAll } from '../os/write-all.ts';
import { runCheck } from './command-line/check-command.ts';
import { runConfigDump } from './command-line/config-dump.ts';
import { executability } from './command-line/executability.ts';
import { type DaemonCommand, helpText, parseFlags } from './command-line/flags.ts';
import { installService, printService, type ServiceRequest } from './command-line/service-command.ts';
import { ConfigSource } from './config-source.ts';
import { DaemonSignals } from './daemon-signals.ts';
import { identityOf, runDirectoryOf } from './instance.ts';
import { runDaemon } from './run-daemon.ts';
import { FAILED, failureText, fromConfigError, REFUSED, StartupError, usageText } from './startup-error.ts';
import { readPipeLimits } from './streams/stream-bounds.ts';
import { hasPredecessor } from './upgrade/handover.ts';
import { type Takeover, takeOver } from './upgrade/takeover.ts';
import { trialText } from './upgrade/trial.ts';

const STDOUT = 1;
const STDERR = 2;

type Run = Extract<DaemonCommand, { kind: 'run' }>;

/** `progname` is the command as it was called, `args` what followed it. Resolves to the exit status. */
async function main(progname: string, args: readonly string[]): Promise<number> {
  if (process.platform !== 'linux') {
    tryWriteAll(STDERR, `vigild runs on Linux only; this is ${process.platform}\n`);
    return REFUSED;
  }
  nameProcess(progname);
  const signals = new DaemonSignals();
  if (process.pid === 1 || hasPredecessor(process.env)) signals.listen();
  const libc = openLibc();
  ignoreDebugSignal(libc);
  const takeover = takeOver(libc, process.env);
  try {
    if (takeover !== null) returnTo(takeover.handover.directory);
    const users = new SystemUsers(libc);
    const start: Start = {
      progname,
      libc,
      users,
      // What is for this process alone is out of the environment when that is looked at.
      handshake: takeHandshake(libc, process.env),
      hasDeclined: takeDecision(process.env),
      guarded: takeGuarded(process.env, process.ppid),
      surroundings: lookAround(users),
      signals,
      takeover,
    };
    return await obey(parseFlags(args, start.surroundings), start);
  } catch (error) {
    takeover?.fail(messageOf(error));
    if (!(error instanceof StartupError)) throw error;
    tryWriteAll(STDERR, usageText([error], progname));
    return REFUSED;
  }
}

interface Start {
  readonly progname: string;
  readonly libc: Libc;
  readonly users: SystemUsers;
  readonly surroundings: Surroundings;
  readonly handshake: Handshake | null;
  /** A process before this one was to go into the background, and found that it should not. */
  readonly hasDeclined: boolean;
  /** Null when no guard started this process. */
  readonly guarded: Guarded | null;
  /** Null when no other build ran in this very process before. */
  readonly takeover: Takeover | null;
  readonly signals: DaemonSignals;
}

async function obey(command: DaemonCommand, start: Start): Promise<number> {
  switch (command.kind) {
    case 'help':
      writeAll(STDOUT, helpText(start.progname));
      return 0;
    case 'version':
      writeAll(STDOUT, `${VERSION}\n`);
      return 0;
    case 'usage-error':
      throw new StartupError(command.message);
    case 'run':
      return run(command, start);
  }
}

async function run(command: Run, start: Start): Promise<number> {
  const { progname, surroundings, handshake, guarded, takeover } = start;
  const source = new ConfigSource(configFile(command, start), command.overrides, surroundings);
  if (command.mode === 'config-dump') return print(runConfigDump(source.request()));
  if (command.mode === 'check') {
    const pipeLimits = readPipeLimits(process.getuid?.() === 0);
    return print(runCheck({ ...command, load: source.request(), executability, pipeLimits }));
  }
  if (command.mode === 'trial') return trial(source, progname);
  if (command.mode !== 'run') return writeService(command, source, start);
  requireOwnProc();
  if (takeover === null && command.isGuarded && guarded === null) return guard(start);
  const loaded = source.load();
  if (loaded.kind === 'refused') {
    takeover?.fail(loaded.errors.map(({ message }) => message).join('; '));
    return refuse(loaded.errors, progname);
  }
  const { config } = loaded;
  if (handshake !== null && config.daemon.nodaemon) {
    handshake.decline();
    return 0;
  }
  return beDaemon(config, source, start);
}

/** Supervisor never looks there; but programs that outlive the daemon can be found again by nothing else. */
function requireOwnProc(): void {
  const found = procFileSystem();
  if (found === 'own') return;
  const what =
    found === 'absent' ? 'no proc file system is mounted there' : 'it is that of another PID namespace';
  throw new StartupError(`Cannot see processes in /proc: ${what}`, ['Mount it: mount -t proc proc /proc']);
}

async function beDaemon(config: Config, source: ConfigSource, start: Start): Promise<number> {
  const { libc, users, surroundings, handshake, guarded, signals, takeover } = start;
  const isGuarded = guarded !== null || takeover?.handover.isGuarded === true;
  const exitStatus = await runDaemon({
    libc,
    users,
    source,
    config,
    environment: surroundings.environment,
    background: handshake ?? (isDetached(start) ? IN_BACKGROUND : null),
    signals,
    originalOpenFiles: openFilesAtStart(start),
    predecessorStatus: guarded?.diedWith ?? null,
    start: { directory: surroundings.cwd, isGuarded },
    takeover,
  });
  leaveAtOnce(start.libc);
  // A guard takes any other status for a death, and starts the daemon again.
  return isGuarded ? Math.min(exitStatus, 1) : exitStatus;
}

/**
 * `process.exit` then ends this process when every listener was told. By itself it waits for V8's thread first, which was
 * seen to wait for a collection by this one, on Node 26: neither ends then, ever.
 */
function leaveAtOnce(libc: Libc): void {
  process.once('exit', (status) => libc._exit(status));
}

/** It goes on as the one before it, which had let go of the terminal, or had not. */
function isDetached({ guarded, takeover }: Start): boolean {
  return guarded?.start === 'background' || takeover?.handover.isInBackground === true;
}

/** Relative paths of the command line begin there. It may be gone meanwhile. */
function returnTo(directory: string): void {
  if (existsSync(directory)) process.chdir(directory);
}

function trial(source: ConfigSource, progname: string): number {
  const loaded = source.load();
  if (loaded.kind === 'refused') return refuse(loaded.errors, progname);
  const identity = identityOf(loaded.config.daemon.pidfile, source.path);
  const place = { pidfile: identity, runDirectory: runDirectoryOf(identity) };
  return print({ stdout: trialText(VERSION, place), exitStatus: 0 });
}

function writeService(command: Run, source: ConfigSource, { progname, surroundings }: Start): number {
  const loaded = source.load();
  if (loaded.kind === 'refused') return refuse(loaded.errors, progname);
  const request: ServiceRequest = {
    configFile: resolve(source.request().file),
    identifier: loaded.config.daemon.identifier,
    environment: surroundings.environment,
    node: process.execPath,
    vigild: besideBundle('vigild'),
    vigilctl: besideBundle('vigilctl'),
    isRoot: process.getuid?.() === 0,
  };
  return print(command.mode === 'print-service' ? printService(request) : installService(request));
}

function refuse(errors: readonly ConfigError[], progname: string): number {
  tryWriteAll(STDERR, usageText(errors.map(fromConfigError), progname));
  return REFUSED;
}

/** The path of a command of this package. */
function besideBundle(command: string): string {
  return fileURLToPath(new URL(`../bin/${command}`, import.meta.url));
}

/** Becomes the guard, which starts this very command again as its child. Does not return. */
function guard(start: Start): never {
  const flags = takenOptions(missingOptions(process.execArgv, process.env));
  return becomeGuard(start.libc, {
    script: besideBundle('vigil-guard'),
    command: [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)],
    handshake: start.handshake?.descriptor ?? null,
    openFiles: openFilesAtStart(start),
  });
}

/** A guard is no Node process, and has the limit that it was given. */
function openFilesAtStart({ handshake, guarded, takeover }: Start): number | null {
  if (takeover !== null) return takeover.handover.originalOpenFiles;
  return originalOpenFiles(handshake === null || guarded !== null ? 'first' : 'second in the background');
}

function configFile(command: Run, start: Start): string {
  const { progname, surroundings } = start;
  if (command.configFile !== null) return command.configFile;
  const paths = searchPaths(progname);
  const found = findConfigFile(paths, surroundings);
  if (found === null) throw fromConfigError(noConfigFile(paths));
  if (
    process.getuid?.() === 0 &&
    !start.hasDeclined &&
    start.guarded === null &&
    start.takeover === null &&
    command.mode === 'run'
  ) {
    tryWriteAll(
      STDERR,
      'Warning: vigild runs as root and looked for its configuration in the usual places, the current directory ' +
        `among them; it found "${found}". Name the file with -c and an absolute path\n`,
    );
  }
  return found;
}

function lookAround(users: SystemUsers): Surroundings {
  const variables = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    files: fileAccess,
    users,
    environment: new Map(variables),
    cwd: currentDirectory(),
    homeDirectory: (user) => users.homeDirectory(user),
  };
}

function print({ stdout, exitStatus }: { readonly stdout: string; readonly exitStatus: number }): number {
  writeAll(STDOUT, stdout);
  return exitStatus;
}

main(process.argv[1] ?? 'vigild', process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error) => {
    // A process that stayed without being a daemon would hold the lock and do nothing.
    tryWriteAll(STDERR, `Error: vigild cannot go on: ${failureText(error)}\n`);
    process.exit(FAILED);
  },
);
