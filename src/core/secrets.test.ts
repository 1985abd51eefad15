import { describe, expect, test } from 'vitest';
import { isSecretName, maskSecrets } from './secrets.ts';

test.each([
  'DB_PASSWORD',
  'API_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'githubToken',
  'PGPASSFILE',
  'DB_PWD',
  'HTTP_AUTH',
])('%s is a name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(['PATH', 'PWD', 'HOME', 'PORT', 'LANG'])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

describe('texts', () => {
  test.each([
    ['postgres://app:s3cret@db/x', 'postgres://app:***@db/x'],
    ['app --password=abc --port=80', 'app --password=*** --port=80'],
    ['app --api-key abc def', 'app --api-key *** def'],
    ['env TOKEN=abc app', 'env TOKEN=*** app'],
    ['http://localhost:80/x@y', 'http://localhost:80/x@y'],
    ['app --no-password --verbose', 'app --no-password --verbose'],
  ])('%s', (text, shown) => {
    expect(maskSecrets(text)).toBe(shown);
  });
});
