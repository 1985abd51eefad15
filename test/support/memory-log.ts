import { LOG_LEVELS, type LogLevel } from '../../src/core/log-level.ts';
import type { ActivityLog } from '../../src/supervisor/ports.ts';

/** Keeps the entries as `TAG message`. */
export class MemoryLog implements ActivityLog {
  readonly lines: string[] = [];
  readonly #level: LogLevel;

  constructor(level: LogLevel = 'info') {
    this.#level = level;
  }

  log(level: LogLevel, message: string): void {
    if (this.isEnabled(level)) this.lines.push(`${LOG_LEVELS[level].tag} ${message}`);
  }

  isEnabled(level: LogLevel): boolean {
    return LOG_LEVELS[level].number >= LOG_LEVELS[this.#level].number;
  }
}
