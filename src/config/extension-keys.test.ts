/** Supervisor ignores these keys, so that a file of Supervisor's may hold anything in them. */
import { describe, expect, test } from 'vitest';
import { loaded, MAIN_FILE, messages } from '../../test/support/load-text.ts';
import { SECTION_KINDS } from './section-kinds.ts';

/** Each extension key with a section that may hold it. */
const EXTENSIONS = SECTION_KINDS.filter(({ options }) => !('programs' in options)).flatMap(
  ({ name, options }) =>
    Object.values(options)
      .filter(({ extension }) => extension === true)
      .map(({ key }) => [name, key] as const),
);

const REST: Readonly<Record<string, string>> = {
  unix_http_server: 'file=/tmp/x.sock',
  inet_http_server: 'port=9001',
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

test('there are some in every kind of section that the daemon reads', () => {
  expect(new Set(EXTENSIONS.map(([kind]) => kind))).toEqual(new Set(['supervisord', ...Object.keys(REST)]));
});

describe.each(EXTENSIONS)('[%s] %s', (kind, key) => {
  test.each(['5%', '%(nothing)s', '%(process_num)x%'])('%j refuses no file', (value) => {
    const found = notices(withLine(kind, `${key}=${value}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`, ${key} is left out: Format string '${value}'`);
  });
});

test.each([
  ['program:', 'daemonize=true', "value 'true'", 'Write "auto" or "never"'],
  ['program:', 'stop_scope=tre', "value 'tre'", 'Write "stop_scope=tree"'],
  ['program:', 'critical=x', "not a valid boolean value: 'x'", 'Write'],
  ['supervisord', 'historyfile=/no/x', '/no/x does not exist', 'Create /no'],
  ['supervisord', 'shutdown_timeout=soon', "'soon'", 'Write'],
  ['inet_http_server', 'public_health=maybe', "'maybe'", 'Write'],
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
  const copies = 'process_name=%(process_num)s\nnumprocs=3\npidfile=100%\nsockets=8080';
  expect(notices(withLine('program:', copies))).toHaveLength(2);
});

test('the value that counts is that of an absent key', () => {
  const { config } = loaded(withLine('program:', 'pidfile=100%\nleftovers=all\nstdout_logfile_timestamp=%H'));
  const [web] = config.groups[0]?.processes ?? [];
  expect(web?.family).toEqual({ daemonize: null, stopScope: null, leftovers: 'clear', pidfile: null });
  expect(web?.stdout.timestamp).toBeUndefined();
});

test("Supervisor's own keys are refused as ever", () => {
  expect(messages(withLine('program:', 'priority=high\npidfile=%'))).toHaveLength(1);
  expect(messages(withLine('supervisord', 'pidfile=%'))).toHaveLength(1);
});
