import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAuthenticator } from './basic-auth.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([
  ['no credentials', null],
  ['an empty username', { username: '', password: 'x' }],
])('%s means no authentication', async (_name, credentials) => {
  expect(await createAuthenticator(credentials)).toBeNull();
});

describe.each([
  ['in clear text', 'thé:pässword'],
  ['as {SHA}', `{SHA}${createHash('sha1').update('thé:pässword').digest('hex')}`],
])('a password kept %s', (_name, password) => {
  test.each([
    ['right', basic('user:thé:pässword'), 'granted'],
    [
      'right, with another case of the scheme',
      basic('user:thé:pässword').replace('Basic', 'bASIC'),
      'granted',
    ],
    ['right, behind more blanks', basic('user:thé:pässword').replace(' ', '   '), 'granted'],
    ['a wrong password', basic('user:other'), 'denied'],
    ['a wrong name', basic('other:thé:pässword'), 'denied'],
    ['the kept text itself', basic(`user:${password}x`), 'denied'],
    ['an empty password', basic('user:'), 'denied'],
    ['no colon', basic('user'), 'denied'],
    ['no header', undefined, 'denied'],
    ['another scheme', 'Digest abc', 'denied'],
    ['the scheme alone', 'Basic', 'denied'],
    ['no base64', 'Basic ***', 'malformed'],
    ['no UTF-8', 'Basic /////w==', 'malformed'],
  ])('%s: %s -> %s', async (_case, header, verdict) => {
    const authenticator = await createAuthenticator({ username: 'user', password });
    expect(authenticator?.(header)).toBe(verdict);
  });
});

test('the hash is not a password', async () => {
  const hash = createHash('sha1').update('x').digest('hex');
  const authenticator = await createAuthenticator({ username: 'user', password: `{SHA}${hash}` });
  expect(authenticator?.(basic(`user:{SHA}${hash}`))).toBe('denied');
});

describe('a second user', () => {
  const users = [
    { username: 'admin', password: 'a' },
    { username: 'guest', password: `{SHA}${createHash('sha1').update('g').digest('hex')}` },
  ] as const;

  test.each([
    ['admin:a', 'granted'],
    ['guest:g', 'granted-read-only'],
    ['guest:a', 'denied'],
    ['admin:g', 'denied'],
    ['guest:', 'denied'],
  ])('%s -> %s', async (login, verdict) => {
    const authenticator = await createAuthenticator(...users);
    expect(authenticator?.(basic(login))).toBe(verdict);
  });

  test('of the same name and password is the first', async () => {
    const authenticator = await createAuthenticator(users[0], users[0]);
    expect(authenticator?.(basic('admin:a'))).toBe('granted');
  });
});
