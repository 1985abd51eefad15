/**
 * vigild's own log: lines `2026-01-31 09:05:07,123 INFO message` in local time, to standard output in the foreground
 * and to the log file or syslog. Source: Supervisor loggers.py; options.py, make_logger().
 */
import { fstatSync, statSync, unlinkSync } from 'node:fs';
import type { DaemonConfig } from '../config/model.ts';
import { localDay, localTime } from '../core/calendar.ts';
import { LOG_LEVELS, type LogLevel } from '../core/log-level.ts';
import { errnoOf } from '../core/thrown.ts';
import type { WallClockTime } from '../core/units.ts';
import type { ActivityLog, Clock } from '../supervisor/ports.ts';
import type { LogFiles } from './log-files.ts';
import type { LogWriter } from './log-writer.ts';
import { openStdout } from './standard-output.ts';
import { syslogLines } from './syslog-lines.ts';

export type ActivityLogConfig = Pick<
  DaemonConfig,
  'logfile' | 'logfileMaxBytes' | 'logfileBackups' | 'loglevel' | 'nodaemon' | 'silent'
>;

export interface ActivityLogSurroundings {
  readonly clock: Pick<Clock, 'wallNow'>;
  readonly files: LogFiles;
  readonly syslog: (line: string) => void;
}

export type ClearOutcome =
  | { readonly kind: 'cleared' }
  | { readonly kind: 'no-file' }
  | { readonly kind: 'failed'; readonly errno: string };

/** Longer lines are rare and get a buffer of their own. */
const LINE_BUFFER_SIZE = 16 * 1024;
const STDOUT = 1;

export class DaemonLog implements ActivityLog {
  readonly #threshold: number;
  readonly #surroundings: ActivityLogSurroundings;
  /** Standard output first, then the file; none once the log is closed. */
  #writers: readonly LogWriter[];
  readonly #file: LogWriter | null;
  #syslog: ((line: string) => void) | null;
  readonly #lineBuffer = Buffer.allocUnsafeSlow(LINE_BUFFER_SIZE);
  #isWriting = false;
  /** Entries made while another one is written, by a writer that reports its own trouble. */
  #waiting: { readonly level: LogLevel; readonly message: string }[] = [];
  #second = Number.NaN;
  #secondText = '';

  /** Throws the file system's error when the log file cannot be opened. */
  constructor(config: ActivityLogConfig, surroundings: ActivityLogSurroundings) {
    this.#threshold = LOG_LEVELS[config.loglevel].number;
    this.#surroundings = surroundings;
    this.#file = openFile(config, surroundings.files);
    const stdout = config.nodaemon && !config.silent ? openEcho(config, surroundings.files) : null;
    this.#syslog = config.logfile.kind === 'syslog' ? surroundings.syslog : null;
    this.#writers = [stdout, this.#file].filter((writer) => writer !== null);
  }

  isEnabled(level: LogLevel): boolean {
    return LOG_LEVELS[level].number >= this.#threshold;
  }

  log(level: LogLevel, message: string): void {
    if (!this.isEnabled(level)) return;
    if (this.#isWriting) {
      this.#waiting.push({ level, message });
      return;
    }
    this.#isWriting = true;
    try {
      this.#write(level, message);
    } finally {
      this.#isWriting = false;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) this.log(next.level, next.message);
  }

  /** After an outside tool renamed the file. */
  reopen(): void {
    this.log('info', 'supervisord logreopen');
    for (const writer of this.#writers) writer.reopen();
  }

  /** Deletes the log file and begins a new one. Source: Supervisor rpcinterface.py, clearLog(). */
  clear(): ClearOutcome {
    const file = this.#file;
    if (file === null) return { kind: 'no-file' };
    const found = statSync(file.path, { throwIfNoEntry: false });
    if (found === undefined) return { kind: 'no-file' };
    // Supervisor would delete even /dev/stdout.
    if (!found.isFile() || file.path.startsWith('/dev/')) return { kind: 'failed', errno: 'EINVAL' };
    try {
      unlinkSync(file.path);
    } catch (error) {
      return { kind: 'failed', errno: errnoOf(error) };
    }
    for (const writer of this.#writers) {
      this.log('info', 'reopening log file');
      writer.reopen();
    }
    return { kind: 'cleared' };
  }

  /** Bytes of this log that could not be written. */
  get lostBytes(): number {
    return this.#writers.reduce((sum, writer) => sum + writer.lostBytes, 0);
  }

  /** Entries that still come are dropped. */
  close(): void {
    const writers = this.#writers;
    this.#writers = [];
    this.#syslog = null;
    for (const writer of writers) this.#surroundings.files.release(writer);
  }

  #write(level: LogLevel, message: string): void {
    const start = `${this.#timestamp(this.#surroundings.clock.wallNow())} ${LOG_LEVELS[level].tag} `;
    if (this.#writers.length > 0) {
      const line = `${start}${message}\n`;
      // Three bytes of UTF-8 at most for each unit of UTF-16.
      const fits = line.length * 3 <= LINE_BUFFER_SIZE;
      const bytes = fits ? this.#lineBuffer : Buffer.from(line);
      const length = fits ? this.#lineBuffer.write(line) : bytes.byteLength;
      for (const writer of this.#writers) writer.write(bytes, length);
    }
    if (this.#syslog === null) return;
    for (const line of syslogLines(message)) this.#syslog(`${start}${line}`);
  }

  /** Entries come in bursts, so the text of the current second is kept. */
  #timestamp(now: WallClockTime): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      const date = new Date(second * 1000);
      this.#secondText = `${localDay(date)} ${localTime(date)}`;
    }
    return `${this.#secondText},${String(Math.floor(now) - second * 1000).padStart(3, '0')}`;
  }
}

function openFile(config: ActivityLogConfig, files: LogFiles): LogWriter | null {
  if (config.logfile.kind === 'syslog') return null;
  return files.open(config.logfile.path, {
    maxBytes: config.logfileMaxBytes,
    backups: config.logfileBackups,
  });
}

/**
 * Null when the log file is the same thing as standard output, as with `logfile=/dev/stdout` in the foreground.
 * Supervisor shows each line twice then; here it is written once.
 */
function openEcho(config: ActivityLogConfig, files: LogFiles): LogWriter | null {
  try {
    if (config.logfile.kind === 'file' && isStdout(config.logfile.path)) return null;
  } catch (error) {
    if (errnoOf(error) !== 'EBADF') throw error;
  }
  return openStdout(files);
}

function isStdout(path: string): boolean {
  const stdout = fstatSync(STDOUT);
  const file = statSync(path, { throwIfNoEntry: false });
  return file !== undefined && file.dev === stdout.dev && file.ino === stdout.ino;
}
