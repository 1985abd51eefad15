import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { commandName, scriptName } from './command-name.ts';

test.each<[readonly string[], string | null]>([
  [['node', '/usr/bin/vigilctl', '-c', 'x'], 'vigilctl'],
  [['/usr/bin/node', '--enable-source-maps', '/opt/tool.mjs'], 'tool'],
  [['/usr/bin/python3.13', '/usr/bin/supervisorctl', 'stop'], 'supervisorctl'],
  [['python3', '-m', 'tool.main'], 'tool.main'],
  [['sh', '-c', 'exec something'], null],
  [['bash', '-ec', 'something'], null],
  [['node', '-e', '1'], null],
  [['node'], null],
  [['curl', '--unix-socket', 'x'], null],
  [[], null],
])('%j', (words, name) => {
  expect(scriptName(words)).toBe(name);
});

test('a command has the name that the kernel has for it, until it is gone', async () => {
  const child = spawn('sleep', ['1000']);
  await once(child, 'spawn');
  expect(commandName(child.pid ?? 0)).toBe('sleep');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(commandName(child.pid ?? 0)).toBeNull();
});
