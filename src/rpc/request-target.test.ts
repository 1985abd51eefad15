import { expect, test } from 'vitest';
import { decodedPathOf, pathOf, queryOf } from './request-target.ts';

test.each([
  ['/a/b', '/a/b', '/a/b', ''],
  ['/a%3Ab?x=1&y=%20', '/a%3Ab', '/a:b', 'x=1&y=+'],
  ['/a#b', '/a', '/a', ''],
  ['/a;b/c?x=;y', '/a', '/a', 'x=%3By'],
  ['/%zz?x', '/%zz', null, 'x='],
  ['', '', '', ''],
])('%j has the path %j, decoded %j, and the query %j', (target, path, decoded, query) => {
  expect(pathOf(target)).toBe(path);
  expect(decodedPathOf(target)).toBe(decoded);
  expect(queryOf(target).toString()).toBe(query);
});
