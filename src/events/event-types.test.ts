import { describe, expect, it } from 'vitest';
import { EVENT_NAMES } from '../config/event-names.ts';
import { withParents } from './event-types.ts';

describe('the hierarchy of event types', () => {
  const [own, supervisors] = [
    EVENT_NAMES.filter((name) => name === 'PROCESS_MAIN_CHANGED'),
    EVENT_NAMES.filter((name) => name !== 'PROCESS_MAIN_CHANGED'),
  ];

  it.each(own)('leaves %s, which Supervisor does not have, to those who name it', (name) => {
    expect(withParents(name)).toEqual([name]);
  });

  it.each(supervisors)('leads from %s to EVENT, each name beginning with that of its parent', (name) => {
    const path = withParents(name);
    expect(path[0]).toBe(name);
    expect(path.at(-1)).toBe('EVENT');
    for (const [index, type] of path.slice(0, -2).entries()) {
      expect(type.startsWith(`${path[index + 1]}_`)).toBe(true);
    }
  });

  it('has at most three levels', () => {
    expect(withParents('PROCESS_STATE_EXITED')).toEqual(['PROCESS_STATE_EXITED', 'PROCESS_STATE', 'EVENT']);
    expect(withParents('REMOTE_COMMUNICATION')).toEqual(['REMOTE_COMMUNICATION', 'EVENT']);
    expect(withParents('EVENT')).toEqual(['EVENT']);
  });
});
