import { expect, test } from 'vitest';
import { aRequest } from '../../test/support/load-text.ts';
import { Expansions, expand } from './expansion.ts';
import { SECTION_KINDS, sectionKind } from './section-kinds.ts';

const ROWS = SECTION_KINDS.flatMap(({ title, options }) =>
  Object.entries(options).map(([key, option]) => [title, key, option] as const),
);

const NAMES = new Expansions(
  new Map(),
  new Map<string, string | number>([
    ['program_name', 'x'],
    ['process_num', 1],
  ]),
);

test.each(ROWS)('[%s] %s: its example and its default fit its grammar', (_, key, option) => {
  expect(option.key).toBe(key);
  const texts = option.default === null ? [option.example] : [option.example, option.default];
  for (const template of texts) {
    const text = expand(template, NAMES, key);
    const value =
      text.kind === 'expanded' ? option.grammar.parse(text.text, { ...aRequest(''), users: null }) : text;
    expect(value.kind).toBe('parsed');
  }
});

test.each(ROWS)('[%s] %s: it is described in sentences', (_, __, { description }) => {
  expect(description).toMatch(/^[A-Z`].*\.$/);
});

test.each([
  ['supervisord', 'supervisord'],
  ['inet_http_server:second', 'inet_http_server'],
  ['inet_http_server2', 'inet_http_server'],
  ['program:web', 'program:x'],
  ['program', undefined],
  ['Supervisord', undefined],
])('section [%s] is of the kind %s', (name, title) => {
  expect(sectionKind(name)?.title).toBe(title);
});
