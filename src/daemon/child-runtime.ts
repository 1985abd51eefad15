/**
 * The operating system's side of one process: joins the spawner, the pipes and the logs into what the supervisor asks
 * for. The texts are Supervisor's. Source: Supervisor process.py, spawn(); options.py, make_dispatchers().
 */
import { closeSync } from 'node:fs';
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import { splitCommand } from '../core/command-words.ts';
import { errorCode } from '../core/thrown.ts';
import type { FileDescriptor, Pid, SignalNumber } from '../core/units.ts';
import type { ChildSpawner, SpawnChildResult, SpawnRequest } from '../os/child-process.ts';
import type { CommandsOfTurn } from '../os/commands-of-turn.ts';
import { ListeningSocketError } from '../os/listening-socket.ts';
import type { Libc } from '../os/native.ts';
import type {
  OutputCount,
  ProcessRuntime,
  SignalOutcome,
  SpawnOutcome,
  StdinOutcome,
} from '../supervisor/ports.ts';
import { type ProgramEnvironment, programVariables } from './program-environment.ts';
import type { ProcessSockets, ProgramSockets } from './sockets/program-sockets.ts';
import {
  lastWords,
  lookUpFailed,
  malformedCommand,
  noPipes,
  noProcess,
  type SpawnFailure,
  spawnError,
} from './spawn-failures.ts';
import { OutputStream, type StreamSurroundings } from './streams/output-stream.ts';
import { ownerOfPipes, pipePath, pipesOf } from './streams/program-pipes.ts';
import { RunOutput } from './streams/run-output.ts';
import { StdinPipe } from './streams/stdin-pipe.ts';

export interface RuntimeSurroundings extends StreamSurroundings {
  readonly libc: Libc;
  readonly spawner: ChildSpawner;
  readonly sockets: ProgramSockets;
  /** `/dev/null`, to be left open. Throws the file system's error. */
  nothing(): FileDescriptor;
  /** Sends a signal to a child, or to the group that it leads. */
  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome;
  /** Where the FIFOs are. */
  readonly runDirectory: string;
  /** Makes it anew where somebody has deleted it, and answers whether that was so. */
  restoreRunDirectory(): boolean;
  readonly environment: ProgramEnvironment;
  readonly commands: CommandsOfTurn;
  /** SUPERVISOR_SERVER_URL for programs without a `serverurl` of their own; null without a server. */
  readonly serverUrl: string | null;
}

interface RunnableCommand {
  readonly kind: 'runnable';
  readonly path: string;
  readonly words: readonly string[];
}

type CommandCheck = RunnableCommand | SpawnFailure;

export class ChildRuntime implements ProcessRuntime {
  readonly #config: ProcessConfig;
  readonly #surroundings: RuntimeSurroundings;
  readonly #sockets: ProcessSockets;
  readonly #stdin: StdinPipe;
  readonly #stdout: OutputStream;
  /** Null with `redirect_stderr`. */
  readonly #stderr: OutputStream | null;
  #isRunning = false;
  /** The command of the last start, where its success said all that looking it up would say. */
  #proven: RunnableCommand | null = null;
  /** Of the child that runs, or ran last; 0 before the first. */
  #pid = 0;
  readonly #runOutput = new RunOutput();

  /** Creates the AUTO logs and opens sockets; throws the file system's error or a ListeningSocketError. */
  constructor(config: ProcessConfig, group: GroupConfig, surroundings: RuntimeSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
    const prefix = pipesOf(surroundings.runDirectory, group, config);
    const owner = ownerOfPipes(config);
    const stream = (channel: 'stdout' | 'stderr') =>
      new OutputStream(
        config[channel],
        {
          processName: config.name,
          groupName: group.name,
          child: this,
          channel,
          source: group.kind === 'eventlistener' && channel === 'stdout' ? 'event-listener' : 'program',
          fifoPath: pipePath(prefix, channel),
          fifoOwner: owner,
        },
        surroundings,
      );
    this.#stdin = new StdinPipe(surroundings.libc, {
      path: pipePath(prefix, 'stdin'),
      owner,
      isKept: group.kind !== 'eventlistener',
    });
    this.#stdout = stream('stdout');
    this.#stderr = config.redirectStderr ? null : stream('stderr');
    // Last: nothing after it can fail and leave a socket open.
    this.#sockets = surroundings.sockets.claim(config, group);
  }

  get pid(): number {
    return this.#pid;
  }

  get stdoutLogfile(): string | null {
    return this.#stdout.logfile;
  }

  get stderrLogfile(): string | null {
    return this.#stderr?.logfile ?? null;
  }

  checkCommand(): SpawnFailure | null {
    const check = this.#findCommand();
    return check.kind === 'runnable' ? null : check;
  }

  spawn(): SpawnOutcome {
    const command = this.#proven ?? this.#findCommand();
    return command.kind === 'spawn-failed' ? command : this.#spawnWith(command, true);
  }

  #spawnWith(command: RunnableCommand, mayRestore: boolean): SpawnOutcome {
    const open: FileDescriptor[] = [];
    try {
      const stdin = this.#sockets.openStandardInput() ?? keep(open, this.#stdin.openForChild());
      const stdout = this.#openOutput(this.#stdout, open);
      const stderr = this.#stderr === null ? stdout : this.#openOutput(this.#stderr, open);
      return this.#start(command, { stdin, stdout, stderr });
    } catch (error) {
      if (error instanceof ListeningSocketError) return spawnError(error.message, 'set-up');
      const code = errorCode(error);
      if (mayRestore && code === 'ENOENT' && this.#restorePipes()) return this.#spawnWith(command, false);
      return noPipes(this.#config.name, code);
    } finally {
      for (const fd of open) closeSync(fd);
      if (!this.#isRunning) {
        this.#sockets.spawnFailed();
        this.#drain();
      }
    }
  }

  /** Answers whether pipes or their directory were gone: all will be made anew. */
  #restorePipes(): boolean {
    const isRestored = this.#surroundings.restoreRunDirectory();
    const streams = [this.#stdin, this.#stdout, ...(this.#stderr === null ? [] : [this.#stderr])];
    return streams.filter((stream) => stream.forgetMissing()).length > 0 || isRestored;
  }

  #openOutput(stream: OutputStream, open: FileDescriptor[]): FileDescriptor {
    const end = stream.openForChild();
    return end === null ? this.#surroundings.nothing() : keep(open, end);
  }

  adopt(pid: Pid): void {
    this.#isRunning = true;
    this.#pid = pid;
    this.#sockets.adopt();
    this.#stdin.adopt();
    this.#stdout.adopt();
    this.#stderr?.adopt();
  }

  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome {
    return this.#surroundings.signal(pid, signal, toGroup);
  }

  mainChanged(pid: Pid): void {
    this.#pid = pid;
  }

  exited(): void {
    this.#isRunning = false;
    this.#stdin.close();
    this.#sockets.childEnded();
    this.#drain();
    this.#runOutput.ended(this);
  }

  lastRunOutput(): ReturnType<RunOutput['last']> {
    return this.#runOutput.last();
  }

  lastBytes(): { readonly stdout: Uint8Array | null; readonly stderr: Uint8Array | null } {
    return { stdout: this.#stdout.lastBytes, stderr: this.#stderr?.lastBytes ?? null };
  }

  writeStdin(data: Uint8Array): StdinOutcome {
    if (!this.#isRunning || this.#sockets.isStandardInput) return 'closed';
    return this.#stdin.write(data);
  }

  outputCounts(): { readonly stdout: OutputCount; readonly stderr: OutputCount | null } {
    return { stdout: this.#stdout.count(), stderr: this.#stderr?.count() ?? null };
  }

  reopenLogs(): void {
    this.#stdout.reopenLog();
    this.#stderr?.reopenLog();
  }

  clearLogs(): void {
    this.#stdout.clearLog();
    this.#stderr?.clearLog();
  }

  close(): void {
    this.#stdin.close();
    this.#stdout.close();
    this.#stderr?.close();
    this.#sockets.close();
  }

  #drain(): void {
    this.#stdout.drain();
    this.#stderr?.drain();
  }

  #findCommand(): CommandCheck {
    const { command, environment } = this.#config;
    const split = splitCommand(command);
    if (split.kind === 'malformed') return malformedCommand(command, split.message);
    const found = this.#surroundings.commands.find(split.words, environment.get('PATH'));
    if (found.kind === 'failed') return lookUpFailed(found.failure, found.message);
    return { kind: 'runnable', path: found.path, words: split.words };
  }

  #start(
    command: RunnableCommand,
    descriptors: Pick<SpawnRequest, 'stdin' | 'stdout' | 'stderr'>,
  ): SpawnOutcome {
    const { directory, umask, user } = this.#config;
    const { spawner, environment, serverUrl } = this.#surroundings;
    const own = programVariables(this.#config, serverUrl, this.#sockets.variables());
    const result = spawner.spawnChild({
      path: command.path,
      argv: command.words,
      environment: environment.entries(own),
      directory,
      umask,
      ...descriptors,
      sockets: this.#sockets.descriptors,
      processGroup: 'own',
      user: user === null || user.uid === null || user.gid === null ? null : { uid: user.uid, gid: user.gid },
    });
    if (result.kind === 'failed') return this.#explain(result);
    this.#proven = this.#isProof(command) ? command : null;
    this.#isRunning = true;
    this.#pid = result.pid;
    this.#runOutput.began(this);
    return { kind: 'spawned', pid: result.pid };
  }

  /** The kernel has found and checked the very file that the daemon would look at, with the same rights. */
  #isProof({ words }: RunnableCommand): boolean {
    return (
      words[0]?.startsWith('/') === true &&
      this.#config.user === null &&
      this.#sockets.descriptors.length === 0
    );
  }

  /** A command that was not looked up for this very start may be gone by now. */
  #explain(failure: Extract<SpawnChildResult, { kind: 'failed' }>): SpawnOutcome {
    this.#proven = null;
    this.#surroundings.commands.forget();
    const check = failure.stage === 'exec' ? this.#findCommand() : null;
    return check?.kind === 'spawn-failed' ? check : this.#startFailed(failure);
  }

  #startFailed({ stage, errno, message }: Extract<SpawnChildResult, { kind: 'failed' }>): SpawnFailure {
    if (stage === 'spawn') return noProcess(this.#config.name, errno);
    (this.#stderr ?? this.#stdout).note(lastWords(message));
    return spawnError(message, stage, errno);
  }
}

function keep(open: FileDescriptor[], fd: FileDescriptor): FileDescriptor {
  open.push(fd);
  return fd;
}
