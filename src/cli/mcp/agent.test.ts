import { expect, test } from 'vitest';
import { FakeClient, result } from '../../../test/support/fake-client.ts';
import { Agent } from './agent.ts';

function agentOf(...methods: readonly string[]) {
  const called: string[] = [];
  const anyMethod = (method: string) => {
    called.push(method);
    return result(method === 'system.listMethods' ? methods : { has_changes: false, groups: [] });
  };
  const connect = () => new FakeClient('unix:///run/test.sock', { anyMethod });
  return { agent: new Agent({ connect, allow: ['*'] }), called };
}

test('a parameter that is misspelt is not taken for one that was left out', async () => {
  const { agent, called } = agentOf('vigil.plan', 'vigil.apply');
  expect(await agent.call('apply', { name: ['web'] })).toEqual({
    isError: true,
    text: 'There is no parameter "name".',
  });
  expect(called).not.toContain('vigil.apply');
  expect(await agent.call('apply', { names: ['web'] })).toMatchObject({ isError: false });
  expect(called).toContain('vigil.apply');
});

test('a parameter that is needed is asked for', async () => {
  const { agent } = agentOf('supervisor.getProcessInfo');
  expect(await agent.call('get_process_info', {})).toEqual({
    isError: true,
    text: 'The parameter "name" is missing.',
  });
});
