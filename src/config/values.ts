/**
 * The grammars of plain values, with Supervisor's error texts. Source: Supervisor datatypes.py; Python's `int()` is
 * behind every number, so `1_000`, ` 7 ` and `+3` are numbers and `1.5` is not.
 */
import { LOG_LEVELS, type LogLevel } from '../core/log-level.ts';
import { pythonRepr } from '../core/python-repr.ts';
import { parseSignal } from '../core/signals.ts';
import { type Bytes, bytes, type Seconds, type SignalNumber, seconds, signalNumber } from '../core/units.ts';
import { type Grammar, invalid, type Parsed, parsed } from './grammar.ts';
import type { Autorestart, LogTimestamp } from './model.ts';
import { invalidInteger, pythonInteger, pythonOctal, pythonStrip } from './python-text.ts';
import { parsePairs } from './shlex.ts';

const TRUE_WORDS: ReadonlySet<string> = new Set(['yes', 'true', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['no', 'false', 'off', '0']);

export const text: Grammar<string> = { name: 'text', accepts: 'any text', parse: parsed };

export function parseInteger(written: string): Parsed<number> {
  const value = pythonInteger(written);
  return value === undefined ? invalid(invalidInteger(written)) : parsed(value);
}

export const integer: Grammar<number> = {
  name: 'number',
  accepts: 'a whole number',
  parse: parseInteger,
};

export const secondsNumber: Grammar<Seconds> = {
  name: 'seconds',
  accepts: 'a whole number of seconds',
  parse(written) {
    const result = parseInteger(written);
    return result.kind === 'invalid' ? result : parsed(seconds(result.value));
  },
};

export const boolean: Grammar<boolean> = {
  name: 'boolean',
  accepts: '"true" or "false" (also yes, on, 1 and no, off, 0)',
  choices: ['true', 'false', 'yes', 'no', 'on', 'off'],
  parse(written) {
    const word = written.toLowerCase();
    if (TRUE_WORDS.has(word)) return parsed(true);
    if (FALSE_WORDS.has(word)) return parsed(false);
    return invalid(`not a valid boolean value: ${pythonRepr(written)}`);
  },
};

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
]);

export const byteSize: Grammar<Bytes> = {
  name: 'size',
  accepts: 'a whole number of bytes, or one followed by KB, MB or GB',
  parse(written) {
    const lower = written.toLowerCase();
    const unit = SIZE_UNITS.get(lower.slice(-2));
    const number = unit === undefined ? lower : lower.slice(0, -2);
    const result = parseInteger(number);
    return result.kind === 'invalid' ? result : parsed(bytes(result.value * (unit ?? 1)));
  },
};

export const octal: Grammar<number> = {
  name: 'octal number',
  accepts: 'an octal number such as 022 or 0700',
  parse(written) {
    const value = pythonOctal(written);
    if (value === undefined) return invalid(`${written} can not be converted to an octal type`);
    return parsed(value);
  },
};

/** `octal` under a text of the caller: `Invalid chmod value x`. */
export function octalOrElse(complaint: string): Grammar<number> {
  return {
    name: octal.name,
    accepts: octal.accepts,
    parse(written) {
      const value = pythonOctal(written);
      return value === undefined ? invalid(`${complaint} ${written}`) : parsed(value);
    },
  };
}

/** A number in a range; the message of a number outside it is made by `complaint`. */
export function integerWithin(limits: {
  readonly minimum: number;
  readonly maximum: number;
  readonly complaint: (value: number) => string;
}): Grammar<number> {
  const { minimum, maximum, complaint } = limits;
  const upper = maximum === Number.POSITIVE_INFINITY ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
  return {
    name: 'number',
    accepts: `a whole number, ${upper}`,
    parse(written) {
      const result = parseInteger(written);
      if (result.kind === 'invalid') return result;
      return result.value < minimum || result.value > maximum ? invalid(complaint(result.value)) : result;
    },
  };
}

export const exitCodes: Grammar<readonly number[]> = {
  name: 'exit codes',
  accepts: 'exit codes from 0 to 255, separated by commas',
  parse(written) {
    if (written === '') return parsed([]);
    const codes = written.split(',').map(pythonInteger);
    const isValid = codes.every((code) => code !== undefined && code >= 0 && code <= 255);
    if (!isValid) return invalid(`not a valid list of exit codes: ${pythonRepr(written)}`);
    return parsed(codes.filter((code) => code !== undefined));
  },
};

/** Names of CPython's signal module that are no signals and are taken all the same, with their numbers. */
const SIGNAL_ODDITIES: ReadonlyMap<string, number> = new Map([
  ['_BLOCK', 0],
  ['_DFL', 0],
  ['_IGN', 1],
  ['_UNBLOCK', 1],
  ['_SETMASK', 2],
]);

const STOP_SIGNALS = 'TERM HUP INT QUIT KILL USR1 USR2 WINCH ABRT CONT STOP ALRM'.split(' ');

export const signal: Grammar<SignalNumber> = {
  name: 'signal',
  accepts: 'a signal name such as TERM, or a signal number',
  choices: STOP_SIGNALS.flatMap((word) => [word, `SIG${word}`]),
  parse(written) {
    const number = pythonInteger(written);
    if (number !== undefined) {
      const known = parseSignal(String(number));
      return known === undefined
        ? invalid(`value ${pythonRepr(written)} is not a valid signal number`)
        : parsed(known);
    }
    const name = pythonStrip(written).toUpperCase();
    const oddity = SIGNAL_ODDITIES.get(name.startsWith('SIG') ? name.slice(3) : name);
    const found = oddity === undefined ? parseSignal(name) : signalNumber(oddity);
    return found === undefined
      ? invalid(`value ${pythonRepr(written)} is not a valid signal name`)
      : parsed(found);
  },
};

export const autorestart: Grammar<Autorestart> = {
  name: 'autorestart',
  accepts: '"true", "false" or "unexpected"',
  choices: ['true', 'false', 'unexpected'],
  parse(written) {
    const word = written.toLowerCase();
    if (word === 'unexpected') return parsed(word);
    if (TRUE_WORDS.has(word)) return parsed(true);
    if (FALSE_WORDS.has(word)) return parsed(false);
    return invalid(`invalid 'autorestart' value ${pythonRepr(word)}`);
  },
};

/** One of a few words, in any case. */
export function oneOf<Word extends string>(name: string, choices: readonly Word[]): Grammar<Word> {
  const quoted = choices.map((choice) => `"${choice}"`);
  return {
    name,
    accepts: `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`,
    choices,
    parse(written) {
      const word = written.toLowerCase();
      const choice = choices.find((known) => known === word);
      return choice === undefined ? invalid(`invalid ${name} value ${pythonRepr(written)}`) : parsed(choice);
    },
  };
}

export const logTimestamp: Grammar<LogTimestamp | 'none'> = {
  name: 'timestamp',
  accepts: '"true", "utc" or "false"',
  choices: ['true', 'false', 'utc'],
  parse(written) {
    const word = written.toLowerCase();
    if (word === 'utc') return parsed('utc');
    if (TRUE_WORDS.has(word)) return parsed('local');
    if (FALSE_WORDS.has(word)) return parsed('none');
    return invalid(`invalid timestamp value ${pythonRepr(written)}`);
  },
};

export const stringList: Grammar<readonly string[]> = {
  name: 'list',
  accepts: 'names separated by commas',
  parse: (written) => parsed(written === '' ? [] : written.split(',').map(pythonStrip)),
};

export const logLevel: Grammar<LogLevel> = {
  name: 'log level',
  accepts: 'critical, error, warn, info, debug, trace or blather',
  choices: Object.keys(LOG_LEVELS),
  parse(written) {
    const word = written.toLowerCase();
    const level = (Object.keys(LOG_LEVELS) as LogLevel[]).find((name) => name === word);
    return level === undefined ? invalid(`bad logging level name ${pythonRepr(written)}`) : parsed(level);
  },
};

export const environmentPairs: Grammar<ReadonlyMap<string, string>> = {
  name: 'environment',
  accepts: 'KEY="value" pairs separated by commas',
  parse: parsePairs,
};

export interface InetAddress {
  /** Empty: every interface. */
  readonly host: string;
  readonly port: number;
}

const LOWEST_PORT = 1;
const HIGHEST_PORT = 65535;

export function parsePort(written: string): Parsed<number> {
  const result = parseInteger(written);
  if (result.kind === 'invalid') return result;
  if (result.value < LOWEST_PORT) return invalid(`${result.value} is below lower bound (${LOWEST_PORT})`);
  if (result.value > HIGHEST_PORT) return invalid(`${result.value} is above upper bound (${HIGHEST_PORT})`);
  return result;
}

export const inetAddress: Grammar<InetAddress> = {
  name: 'inet address',
  accepts: 'a port such as 9001, or host:port such as 127.0.0.1:9001',
  parse(written) {
    const colon = written.lastIndexOf(':');
    const portText = written.slice(colon + 1);
    if (colon >= 0 && portText === '') return invalid("no port number specified in ''");
    const port = parsePort(portText);
    if (port.kind === 'invalid') {
      return colon < 0 ? invalid(`not a valid port number: ${pythonRepr(written)} `) : port;
    }
    const host = written.slice(0, Math.max(colon, 0)).toLowerCase();
    return parsed({ host: host === '*' ? '' : host, port: port.value });
  },
};

/** Names of programs, groups and processes: blanks, colons and slashes would break the protocols that carry them. */
export const name: Grammar<string> = {
  name: 'name',
  accepts: 'a name without blanks, colons and slashes',
  parse(written) {
    const stripped = pythonStrip(written);
    for (const character of ' :/') {
      if (!stripped.includes(character)) continue;
      return invalid(`Invalid name: ${pythonRepr(written)} because of character: ${pythonRepr(character)}`);
    }
    return parsed(stripped);
  },
};
