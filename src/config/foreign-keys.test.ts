/** Supervisor ignores these keys, and its files may hold them for other readers: whatever stands there, they load. */
import { describe, expect, test } from 'vitest';
import { loaded, MAIN_FILE, messages } from '../../test/support/load-text.ts';

/** Each such key in each section that may hold it. */
const KEYS = ['program:', 'eventlistener:', 'fcgi-program:'].flatMap((kind) =>
  ['pidfile', 'daemonize'].map((key) => [kind, key] as const),
);

const REST: Readonly<Record<string, string>> = {
  'program:': 'command=/bin/cat',
  'eventlistener:': 'command=/bin/cat\nevents=TICK_5',
  'fcgi-program:': 'command=/bin/cat\nsocket=unix:///tmp/f.sock',
};

/** A whole configuration with one line more in one kind of section. */
function withLine(kind: string, line: string): string {
  if (kind === 'supervisord') return `[supervisord]\n${line}\n`;
  const name = kind.endsWith(':') ? `${kind}web` : kind;
  return `[supervisord]\n[${name}]\n${REST[kind]}\n${line}\n`;
}

function notices(text: string): readonly string[] {
  return loaded(text).config.notices.map(({ message }) => message);
}

describe.each(KEYS)('[%s] %s', (kind, key) => {
  test.each(['5%', '%(nothing)s', '%(process_num)x%'])('%j refuses no file', (value) => {
    const found = notices(withLine(kind, `${key}=${value}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`, ${key} is left out: Format string '${value}'`);
  });
});

test.each([
  ['program:', 'daemonize=true', "value 'true'", 'Write "auto" or "never"'],
  ['fcgi-program:', 'pidfile=100%', "Format string '100%'", 'Write a literal percent sign as "%%"'],
])('[%s] %s: the warning says where, what and what to write', (kind, line, reason, cure) => {
  const text = withLine(kind, line);
  const [found = '', ...more] = notices(text);
  expect(more).toEqual([]);
  expect(found).toContain(reason);
  const place = `${MAIN_FILE}:${text.split('\n').indexOf(line) + 1}: `;
  expect(found).toContain(place);
  expect(found).toContain(cure);
});

test('it is said once for all copies of a program', () => {
  const copies = 'process_name=%(process_num)s\nnumprocs=3\npidfile=100%\ndaemonize=true';
  expect(notices(withLine('program:', copies))).toHaveLength(2);
});

test('the value that counts is that of an absent key', () => {
  const { config } = loaded(withLine('program:', 'pidfile=100%\ndaemonize=true'));
  const [web] = config.groups[0]?.processes ?? [];
  expect(web?.family).toEqual({ daemonize: null, stopScope: null, leftovers: 'clear', pidfile: null });
});

test("other mistakes are refused, in keys of vigil's own too, which nobody else means", () => {
  expect(messages(withLine('program:', 'stop_scope=tre\nleftovers=all'))).toHaveLength(2);
  expect(messages(withLine('supervisord', 'shutdown_timeout=soon'))).toHaveLength(1);
  expect(messages(withLine('program:', 'priority=high\npidfile=%'))).toHaveLength(1);
  expect(messages(withLine('supervisord', 'pidfile=%'))).toHaveLength(1);
});
