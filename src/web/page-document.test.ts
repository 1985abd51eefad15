import { expect, test } from 'vitest';
import { pageDocument } from './page-document.ts';

const TEMPLATE = '<body><script type="application/json" id="first-state"></script></body>';

test('what the page shows first is inside, and nothing in it is markup', () => {
  const state = { name: '</script><script>alert(1)</script><!-- $& $1' };
  const document = pageDocument(TEMPLATE, state);
  const [, block = ''] =
    /^<body><script type="application\/json" id="first-state">([^<]*)<\/script><\/body>$/.exec(document) ??
    [];
  expect(JSON.parse(block)).toEqual(state);
});

test('a page without room for it is a mistake of the build', () => {
  expect(() => pageDocument('<body></body>', {})).toThrow('no room');
});
