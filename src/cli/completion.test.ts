import { describe, expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';
import { complete } from './completion.ts';

const PROCESSES = [
  ['cat', 'cat'],
  ['web', 'one'],
  ['web', 'two'],
].map(([group = '', name = '']) => ({ group, name }));

const completed = (line: string) => complete(line, ACTIONS, async () => PROCESSES);

describe('complete', () => {
  it.each([
    ['st', 'st', ['status ', 'start ', 'stop ']],
    ['  sta', 'sta', ['status ', 'start ']],
    ['help re', 're', ['restart ', 'reread ', 'remove ', 'reload ']],
    ['stop ', '', ['cat ', 'web:one ', 'web:* ', 'web:two ']],
    ['stop c', 'c', ['cat ']],
    ['stop cat web:', 'web:', ['web:one ', 'web:* ', 'web:two ']],
    ['stop cat:', 'cat:', ['cat:cat ', 'cat:* ']],
    ['remove w', 'w', ['web ']],
    ['update ', '', ['cat ', 'web ']],
    ['signal US', 'US', ['USR1 ', 'USR2 ']],
    ['signal HUP c', 'c', ['cat ']],
    ['completion f', 'f', ['fish ']],
    ['run --o', '--o', ['--once ']],
    ['run --name ', '', []],
    ['run sleep --o', '--o', []],
    ['version x', 'x', []],
    ['nosuch x', 'x', []],
  ])('%j', async (line, word, candidates) => {
    expect(await completed(line)).toEqual({ word, candidates });
  });

  it('offers every action on an empty line', async () => {
    expect((await completed('')).candidates).toHaveLength(ACTIONS.size);
  });

  it('asks for processes only where they are wanted', async () => {
    const never = () => Promise.reject(new Error('asked'));
    await expect(complete('help ', ACTIONS, never)).resolves.toBeDefined();
    await expect(complete('stop ', ACTIONS, never)).rejects.toThrow('asked');
  });
});
