/** Log files with `AUTO` as their name. Source: Supervisor options.py, get_autochildlog_name(), clear_autochildlogdir(). */
import { closeSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pythonRepr } from '../core/python-repr.ts';
import { errnoOf } from '../core/thrown.ts';
import type { ActivityLog } from '../supervisor/ports.ts';

/** AUTO logs are nobody else's business. */
export const AUTO_LOG_MODE = 0o600;

const RANDOM_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';
const RANDOM_LENGTH = 8;
const ATTEMPTS = 100;

export interface AutoLogName {
  readonly childlogdir: string;
  readonly processName: string;
  readonly channel: 'stdout' | 'stderr';
  readonly identifier: string;
}

/** Creates an empty file that did not exist before and returns its path. Throws the file system's error. */
export function createAutoLog(name: AutoLogName): string {
  const prefix = `${name.processName}-${name.channel}---${name.identifier}-`;
  for (let attempt = 1; ; attempt += 1) {
    const path = join(name.childlogdir, `${prefix}${randomText()}.log`);
    try {
      closeSync(openSync(path, 'wx', AUTO_LOG_MODE));
      return path;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Paths of the AUTO logs, and of their rotated backups, that earlier runs under this identifier left behind.
 *
 * Different on purpose: the identifier is taken literally, where Supervisor reads it as a regular expression.
 */
export function findAutoLogs(
  childlogdir: string,
  identifier: string,
  activityLog: ActivityLog,
): readonly string[] {
  const pattern = new RegExp(`^.+?---${escapeRegExp(identifier)}-\\S+\\.log\\.?\\d{0,4}`);
  return filesIn(childlogdir, activityLog)
    .filter((name) => pattern.test(name))
    .map((name) => join(childlogdir, name));
}

/** A file that cannot be deleted is a warning. */
export function deleteAutoLog(path: string, activityLog: ActivityLog): void {
  try {
    unlinkSync(path);
  } catch (error) {
    errnoOf(error);
    activityLog.log('warn', `Failed to clean up ${pythonRepr(path)}`);
  }
}

function filesIn(directory: string, activityLog: ActivityLog): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    errnoOf(error);
    activityLog.log('warn', 'Could not clear childlog dir');
    return [];
  }
}

function randomText(): string {
  const characters = Array.from(
    { length: RANDOM_LENGTH },
    () => RANDOM_CHARACTERS[Math.floor(Math.random() * RANDOM_CHARACTERS.length)],
  );
  return characters.join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
