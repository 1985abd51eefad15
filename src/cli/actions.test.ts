import { describe, expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';
import { helpLines } from './help.ts';

describe('the table of actions', () => {
  it('has the actions of Supervisor, and some of its own', () => {
    expect([...ACTIONS.keys()].sort().join(' ')).toBe(
      'add apply avail clear completion disable enable exit explain fg help history maintail mcp open pid plan ps quit reload remove reread restart rm run ' +
        'shutdown signal start status stop tail update upgrade version',
    );
  });

  it.each([...ACTIONS.values()])(
    'explains $name in lines whose meanings stand below each other',
    (action) => {
      const columns = helpLines(action)
        .filter((line) => line.includes('\t'))
        .map((line) => columnAfterTabs(line));
      expect(columns.length).toBeGreaterThan(0);
      expect(new Set(columns)).toEqual(new Set([action.meaningColumn]));
    },
  );
});

/** Where the text after the TABs stands on a terminal. */
function columnAfterTabs(line: string): number {
  const [usage = '', tabs = ''] = /^([^\t]*)(\t+)/.exec(line)?.slice(1) ?? [];
  return (Math.floor(usage.length / 8) + tabs.length) * 8;
}
