/** The `description` of a process, which status shows last. Source: Supervisor rpcinterface.py. */
import { assertNever } from '../core/assert-never.ts';
import { MONTHS, twoDigits } from '../core/calendar.ts';
import { counted } from '../core/counted.ts';
import type { PublicStateName } from '../core/process-state.ts';

/** Times are in whole seconds since the epoch; 0 means never. */
export interface DescribedProcess {
  readonly name: string;
  readonly state: PublicStateName;
  readonly start: number;
  readonly stop: number;
  readonly now: number;
  readonly pid: number;
  readonly spawnError: string;
}

const DAY = 86_400;

export function describeProcess(process: DescribedProcess): string {
  switch (process.state) {
    case 'RUNNING':
      return `pid ${process.pid}, uptime ${duration(process.now - process.start)}`;
    case 'STOPPED':
    case 'EXITED':
      return process.start === 0 ? 'Not started' : localTime(process.stop);
    case 'FATAL':
    case 'BACKOFF':
      return process.spawnError === '' ? `unknown error (try "tail ${process.name}")` : process.spawnError;
    case 'STARTING':
    case 'STOPPING':
    case 'UNKNOWN':
      return '';
    default:
      return assertNever(process.state);
  }
}

/** As Python prints a timedelta: `0:00:05`, `1 day, 2:03:04`. A clock that was set back counts as no time. */
export function duration(seconds: number): string {
  const total = Math.max(0, seconds);
  const days = Math.floor(total / DAY);
  const hours = Math.floor((total % DAY) / 3600);
  const time = `${hours}:${twoDigits(Math.floor((total % 3600) / 60))}:${twoDigits(total % 60)}`;
  if (days === 0) return time;
  return `${counted(days, 'day')}, ${time}`;
}

/** `Nov 22 02:16 PM`, in the local zone. */
function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const hour = date.getHours();
  const time = `${twoDigits(hour % 12 === 0 ? 12 : hour % 12)}:${twoDigits(date.getMinutes())} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[date.getMonth()]} ${twoDigits(date.getDate())} ${time}`;
}
