import { expect, test } from 'vitest';
import { METHODS } from '../../rpc/contract.ts';
import { inputSchema, toolName, toolsFor } from './tools.ts';

const ALL = Object.keys(METHODS);

test('names are words', () => {
  expect(toolName('supervisor.getAllProcessInfo')).toBe('get_all_process_info');
  expect(toolName('supervisor.getPID')).toBe('get_pid');
  expect(toolName('vigil.plan')).toBe('plan');
  const names = toolsFor(ALL).map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z][a-z0-9_]{1,63}$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('what only looks is free; of what acts only a few things are there, and none is free', () => {
  const tools = toolsFor(ALL);
  for (const { methods, permission } of tools) {
    const looks = methods.every((method) => 'readOnly' in METHODS[method]);
    expect([methods, permission === 'free']).toEqual([methods, looks]);
  }
  const acting = tools.filter(({ permission }) => permission !== 'free').map(({ name }) => name);
  expect(acting).toEqual(['start_process', 'stop_process', 'restart_process', 'apply']);
});

test('what the daemon does not have is left out', () => {
  const names = toolsFor(['supervisor.getState', 'supervisor.stopProcess', 'mine.own']).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['get_state', 'stop_process']);
});

test('parameters are those of the table', () => {
  const [start] = toolsFor(['supervisor.startProcess']);
  if (start === undefined) throw new Error('no tool');
  expect(inputSchema(start)).toMatchObject({
    type: 'object',
    properties: { name: { type: 'string' }, wait: { type: 'boolean' } },
    required: ['name'],
  });
});
