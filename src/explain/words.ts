/** Exits, durations and counts in words. */
import type { KnownExitStatus } from '../core/exit-status.ts';
import { signalName } from '../core/signals.ts';
import { signalNumber } from '../core/units.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.2 s`, `45 s`, `2 min 5 s`, `3 h 4 min`, `2 d 3 h`. */
export function durationText(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 10 * SECOND) return `${Math.floor(time / 100) / 10} s`;
  if (time < MINUTE) return `${Math.floor(time / SECOND)} s`;
  if (time < HOUR) return parts(time, [MINUTE, 'min'], [SECOND, 's']);
  return time < DAY ? parts(time, [HOUR, 'h'], [MINUTE, 'min']) : parts(time, [DAY, 'd'], [HOUR, 'h']);
}

type Unit = readonly [length: number, name: string];

function parts(time: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((time % large) / small);
  return `${Math.floor(time / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGHUP: 'its terminal went away, or it was told to reload',
  SIGINT: 'an interrupt, as Ctrl-C sends it',
  SIGQUIT: 'a request to quit with a core dump',
  SIGILL: 'it ran an instruction that this processor does not know',
  SIGTRAP: 'a trap of a debugger',
  SIGABRT: 'it gave up by itself: a failed check, or memory that was damaged',
  SIGBUS: 'it used memory that is not there: a damaged or shortened file, or a full /dev/shm',
  SIGFPE: 'a wrong calculation, such as a division by zero',
  SIGKILL: 'killed at once; no program can catch this signal',
  SIGSEGV: 'segmentation fault: it used memory that is not its own',
  SIGPIPE: 'it wrote to a pipe or a socket whose reader had gone',
  SIGALRM: 'a timer of its own ran out',
  SIGTERM: 'the usual request to end',
  SIGXCPU: 'its limit of CPU time was used up',
  SIGXFSZ: 'its limit of file size was reached',
  SIGSYS: 'it made a system call that a filter forbids',
};

/** Null for signals without a meaning of their own. */
export function signalWords(name: string): string | null {
  return SIGNAL_WORDS[name] ?? null;
}

/** Completes "it ...": `exited with status 1`, `was ended by SIGKILL (...)`. */
export function exitWords(status: KnownExitStatus | null): string {
  if (status === null) return 'ended, nobody knows with which status,';
  if (status.kind === 'exited') return `exited with status ${status.code}${codeWords(status.code)}`;
  const name = signalName(status.signal);
  const words = signalWords(name);
  const core = status.coreDumped ? ', core dumped' : '';
  return `was ended by ${name}${words === null ? core.replace(/^, (.*)$/, ' ($1)') : ` (${words}${core})`}`;
}

/** The signal that a shell reports as 128 and its number, or null. */
export function signalInCode(code: number): string | null {
  if (code <= 128 || code > 128 + 31) return null;
  return signalName(signalNumber(code - 128));
}

function codeWords(code: number): string {
  if (code === 0) return ' (success)';
  if (code === 126) return ' (found, but could not be run)';
  if (code === 127) return ' (command not found)';
  const signal = signalInCode(code);
  return signal === null ? '' : ` (128 + ${code - 128}: ${signal})`;
}

/** `many` is the plural where it is not the noun with an s. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** 1st, 2nd, 3rd, 4th, ... */
export function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
