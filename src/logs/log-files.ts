import { fstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LogFileOptions, LogSurroundings, LogWriter } from './log-writer.ts';
import { RotatingFile } from './rotating-file.ts';
import { ownDescriptor, StreamTarget } from './stream-target.ts';

interface OpenLog {
  readonly key: string;
  readonly writer: RotatingFile | StreamTarget;
  users: number;
}

/**
 * All open logs. A path that several processes name, in whatever spelling, is opened once and shared: where
 * Supervisor rotates it once for each process and loses lines, here it is rotated once.
 */
export class LogFiles {
  readonly #surroundings: LogSurroundings;
  readonly #byKey = new Map<string, OpenLog>();
  readonly #byWriter = new Map<LogWriter, OpenLog>();
  /** By key: what was lost by logs that are closed now. */
  readonly #lostBefore = new Map<string, number>();

  constructor(surroundings: LogSurroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Opens a log, or shares the one that is open at this path (then the first opener's options hold). Each opening is
   * to be matched by one {@link release}. Throws the file system's error.
   */
  open(path: string, options: LogFileOptions): LogWriter {
    const key = identityOf(path);
    let log = this.#byKey.get(key);
    if (log === undefined) {
      log = { key, writer: this.#create(path, options), users: 0 };
      this.#byKey.set(key, log);
      this.#byWriter.set(log.writer, log);
    }
    log.users += 1;
    return log.writer;
  }

  /** Closes the log when nobody else uses it. */
  release(writer: LogWriter): void {
    const log = this.#byWriter.get(writer);
    if (log === undefined) return;
    log.users -= 1;
    if (log.users > 0) return;
    this.#byKey.delete(log.key);
    this.#byWriter.delete(writer);
    log.writer.close();
    const { lostBytes } = log.writer;
    if (lostBytes > 0) this.#lostBefore.set(log.key, (this.#lostBefore.get(log.key) ?? 0) + lostBytes);
  }

  /** Bytes that could not be written to the log at this path, since this object is there. */
  lostBytes(path: string): number {
    // Nearly always nothing was lost, and no path needs to be resolved.
    if (this.#lostBefore.size === 0 && !this.#isLosing()) return 0;
    const key = identityOf(path);
    return (this.#lostBefore.get(key) ?? 0) + (this.#byKey.get(key)?.writer.lostBytes ?? 0);
  }

  #isLosing(): boolean {
    for (const { writer } of this.#byKey.values()) if (writer.lostBytes > 0) return true;
    return false;
  }

  #create(path: string, options: LogFileOptions): RotatingFile | StreamTarget {
    if (isStream(path)) return new StreamTarget(path, this.#surroundings);
    // A regular file behind another process's descriptor: rotation would rename the link in /proc.
    const rotation = path.startsWith('/proc/') ? { ...options, maxBytes: 0 } : options;
    return new RotatingFile(path, rotation, this.#surroundings);
  }
}

function isStream(path: string): boolean {
  if (ownDescriptor(path) !== null) return true;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

const STDOUT = 1;
const STDERR = 2;

/** Standard error is often the very pipe or terminal that standard output is: two writers would mix their lines. */
function isStdoutToo(descriptor: number): boolean {
  if (descriptor !== STDERR) return false;
  try {
    const [stdout, stderr] = [fstatSync(STDOUT), fstatSync(STDERR)];
    return stdout.dev === stderr.dev && stdout.ino === stderr.ino && !stdout.isFile();
  } catch {
    return false; // One of them is closed: opening it will say so.
  }
}

/** What two spellings of one log have in common: the descriptor, or the path without symbolic links. */
function identityOf(path: string): string {
  const own = ownDescriptor(path);
  if (own !== null) return `descriptor ${isStdoutToo(own) ? STDOUT : own}`;
  try {
    return realpathSync.native(path);
  } catch {
    // Not there yet, or not to be resolved: opening it will say so.
  }
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
