/**
 * Linux signal names and numbers, with the aliases and the printed names that CPython shows, since Supervisor's log
 * lines and configuration use them. Source: CPython Modules/signalmodule.c; Supervisor datatypes.py, signal_number().
 */
import { type SignalNumber, signalNumber } from './units.ts';

/** Printed name for each number: where aliases share one, CPython's last alias (29 is POLL, 17 is CHLD). */
const PRINTED = [
  [1, 'HUP'],
  [2, 'INT'],
  [3, 'QUIT'],
  [4, 'ILL'],
  [5, 'TRAP'],
  [6, 'ABRT'],
  [7, 'BUS'],
  [8, 'FPE'],
  [9, 'KILL'],
  [10, 'USR1'],
  [11, 'SEGV'],
  [12, 'USR2'],
  [13, 'PIPE'],
  [14, 'ALRM'],
  [15, 'TERM'],
  [16, 'STKFLT'],
  [17, 'CHLD'],
  [18, 'CONT'],
  [19, 'STOP'],
  [20, 'TSTP'],
  [21, 'TTIN'],
  [22, 'TTOU'],
  [23, 'URG'],
  [24, 'XCPU'],
  [25, 'XFSZ'],
  [26, 'VTALRM'],
  [27, 'PROF'],
  [28, 'WINCH'],
  [29, 'POLL'],
  [30, 'PWR'],
  [31, 'SYS'],
  [34, 'RTMIN'],
  [64, 'RTMAX'],
] as const;

const ALIASES = [
  ['IOT', 6],
  ['CLD', 17],
  ['IO', 29],
] as const;

const nameByNumber: ReadonlyMap<number, string> = new Map(PRINTED);
const numberByName: ReadonlyMap<string, number> = new Map([
  ...PRINTED.map(([number, name]) => [name, number] as const),
  ...ALIASES,
]);

export const SIGHUP = signalNumber(1);
export const SIGINT = signalNumber(2);
export const SIGKILL = signalNumber(9);
export const SIGUSR2 = signalNumber(12);
export const SIGTERM = signalNumber(15);

/** Without `SIG`, in the order of their numbers. */
export function signalNames(): readonly string[] {
  return PRINTED.map(([, name]) => name);
}

/** `SIGTERM` for 15; `signal 35` for a number without a name. */
export function signalName(signal: SignalNumber): string {
  const name = nameByNumber.get(signal);
  return name === undefined ? `signal ${signal}` : `SIG${name}`;
}

/** The name without `SIG`, as a configuration writes it: `TERM`. */
export function shortSignalName(signal: SignalNumber): string {
  return nameByNumber.get(signal) ?? String(signal);
}

/**
 * The signal that a configuration or an operator wrote: a number, or a name in any case with or without `SIG`.
 * `0` is accepted, as in Supervisor. Returns undefined for anything else.
 */
export function parseSignal(text: string): SignalNumber | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d+$/.test(trimmed)) {
    const number = Number(trimmed);
    return number === 0 || nameByNumber.has(number) ? signalNumber(number) : undefined;
  }
  const name = trimmed.toUpperCase();
  const found = numberByName.get(name.startsWith('SIG') ? name.slice(3) : name);
  return found === undefined ? undefined : signalNumber(found);
}
