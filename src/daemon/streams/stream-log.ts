/** Writes the output of a stream to where it belongs: its log file, the daemon's console, or both, with the time of each line or without. */
import { statSync, truncateSync } from 'node:fs';
import type { StreamConfig } from '../../config/model.ts';
import { joinNamespec } from '../../core/namespec.ts';
import { AUTO_LOG_MODE } from '../../logs/auto-log.ts';
import { ConsoleLines } from '../../logs/console-lines.ts';
import { LineStamp } from '../../logs/line-stamp.ts';
import type { LineStamper } from '../../logs/line-stamper.ts';
import type { LogFiles } from '../../logs/log-files.ts';
import type { LogWriter } from '../../logs/log-writer.ts';
import { StampedLog } from '../../logs/stamped-log.ts';
import type { Clock } from '../../supervisor/ports.ts';
import { type PlaceSurroundings, type StreamName, streamPlace } from './stream-place.ts';

export interface StreamLogSurroundings extends PlaceSurroundings {
  readonly files: LogFiles;
  /** Asked when the first log with stamps is opened. */
  readonly stamper: () => LineStamper;
  readonly clock: Pick<Clock, 'wallNow'>;
}

/** Whether what comes is of a new run, or more of one that was read from before. */
export type Since = 'new-run' | 'same-run';

const NONE_OPEN: readonly LogWriter[] = [];

export class StreamLog {
  readonly #config: StreamConfig;
  readonly #name: StreamName;
  readonly #surroundings: StreamLogSurroundings;
  /** The log file's path; null when there is none. */
  readonly logfile: string | null;
  /** Whether the stream is shown on the console. */
  readonly isShown: boolean;
  #writer: LogWriter | null = null;
  /** The log file and the console behind the writer, each to be released. */
  #opened = NONE_OPEN;
  /** By the writers before the one that is open now. */
  #lostEarlier = 0;
  /** The last one, also when the run that wrote to it is over. */
  #consoleLines: ConsoleLines | null = null;

  /** Creates an AUTO log; throws the file system's error when that fails. */
  constructor(config: StreamConfig, name: StreamName, surroundings: StreamLogSurroundings) {
    this.#config = config;
    this.#name = name;
    this.#surroundings = surroundings;
    const { logfile, isShown } = streamPlace(config, name, surroundings);
    this.logfile = logfile;
    this.isShown = isShown;
  }

  /** What is open; null: nothing, or the stream is written nowhere. */
  get writer(): LogWriter | null {
    return this.#writer;
  }

  /** Null where the stream is written nowhere. Throws the file system's error. */
  open(since: Since): LogWriter | null {
    const target = this.#openTarget(since);
    const { timestamp } = this.#config;
    if (target === null || timestamp === undefined) {
      this.#writer = target;
    } else {
      const { stamper, clock } = this.#surroundings;
      const isNewRun = since === 'new-run';
      const stamp = new LineStamp(timestamp);
      this.#writer = new StampedLog({ target, stamp, stamper: stamper(), clock, isNewRun });
    }
    return this.#writer;
  }

  release(): void {
    this.#lostEarlier = this.lostBytes;
    this.#consoleLines?.endLine();
    for (const writer of this.#opened) this.#surroundings.files.release(writer);
    this.#opened = NONE_OPEN;
    this.#writer = null;
  }

  get lostBytes(): number {
    return this.#lostEarlier + (this.#writer?.lostBytes ?? 0);
  }

  /** What was shown last is of an earlier run from now on. */
  beginRun(): void {
    this.#consoleLines?.forget();
  }

  /** Whoever writes next to the console begins on a line of its own. */
  endLine(): void {
    this.#consoleLines?.endLine();
  }

  /** The last bytes of a run that is shown on the console; null where there is a log to be read. */
  get lastBytes(): Uint8Array | null {
    return this.logfile === null ? (this.#consoleLines?.lastBytes ?? null) : null;
  }

  reopen(): void {
    this.#writer?.reopen();
  }

  /** Deletes and recreates a log that is open, empties one of a program that is not running. */
  clear(): void {
    if (this.#writer !== null) this.#writer.clear();
    else if (this.logfile !== null) emptyFile(this.logfile);
  }

  #openTarget(since: Since): LogWriter | null {
    const file = this.#openFile(since);
    if (!this.isShown) {
      this.#opened = file === null ? NONE_OPEN : [file];
      return file;
    }
    const { processName, groupName, channel } = this.#name;
    const console = this.#surroundings.files.open(`/dev/${channel}`, { maxBytes: 0, backups: 0 });
    this.#opened = file === null ? [console] : [file, console];
    const lines = new ConsoleLines({ prefix: `${joinNamespec(groupName, processName)} | `, console, file });
    this.#consoleLines = lines;
    return lines;
  }

  #openFile(since: Since): LogWriter | null {
    if (this.logfile === null) return null;
    const { logfile, maxBytes, backups } = this.#config;
    return this.#surroundings.files.open(this.logfile, {
      maxBytes,
      backups,
      mayFail: since === 'same-run',
      ...(logfile.kind === 'auto' ? { mode: AUTO_LOG_MODE } : {}),
    });
  }
}

/** A log that was not written yet is empty already. Devices, pipes and the daemon's own output stay as they are. */
function emptyFile(path: string): void {
  if (/^\/(dev|proc)\//.test(path)) return;
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) truncateSync(path);
}
