import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';
import { CLIENT_OPTIONS } from './client-options.ts';

const PAGE = readFileSync(new URL('../../docs/vigilctl.md', import.meta.url), 'utf8');

it.each([...ACTIONS.keys()])('the page about vigilctl has the action %s', (name) => {
  expect(PAGE).toMatch(new RegExp(`^\\| (?:.*, )?\`${name}[ \`]`, 'm'));
});

it('the page about vigilctl has every option', () => {
  for (const { short, long, valueName } of CLIENT_OPTIONS.filter(({ help }) => help !== null)) {
    expect(PAGE).toContain(`| \`-${short}\`, \`--${long}${valueName === null ? '' : ` ${valueName}`}\` |`);
  }
});

it.each([...ACTIONS.values()].filter(({ json }) => json !== undefined))(
  'the page about vigilctl shows the JSON of $name',
  ({ name }) => {
    expect(PAGE).toContain(`\`vigilctl -o json ${name}`);
  },
);
