import { beforeEach, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { answerHealth, answerReadiness } from './health.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
  world.addMembers('web', { name: 'a', critical: true }, { name: 'b' });
  world.addMembers('db', { name: 'db', critical: true });
});

test('a daemon that answers is healthy', () => {
  expect(answerHealth()).toMatchObject({ status: 200, body: 'ok\n' });
});

test('it is ready when all that is critical runs', () => {
  expect(answerReadiness(world.supervisor)).toMatchObject({
    status: 503,
    body: 'not ready: web:a is STOPPED, db is STOPPED\n',
  });
  world.run('a', 'web');
  world.process('db').start();
  expect(answerReadiness(world.supervisor)).toMatchObject({
    status: 503,
    body: 'not ready: db is STARTING\n',
  });
  world.clock.advance(1000);
  expect(answerReadiness(world.supervisor)).toMatchObject({ status: 200, body: 'ready\n' });
});

test('a daemon that shuts down is not', () => {
  world.run('a', 'web');
  world.run('db');
  world.supervisor.requestShutdown();
  expect(answerReadiness(world.supervisor)).toMatchObject({ status: 503 });
});
