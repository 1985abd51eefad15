import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageDocument, styleSource } from './page-document.ts';

const TEMPLATE =
  '<head><style>a{b:c}</style></head><body><div id="page"></div>' +
  '<script type="application/json" id="first-state"></script></body>';

test('what the page shows first is inside, and nothing in its data is markup', () => {
  const state = { name: '</script><script>alert(1)</script><!-- $& $1' };
  const document = pageDocument(TEMPLATE, { picture: '<p>first $&</p>', state });
  const [, block = ''] =
    /<div id="page"><p>first \$&<\/p><\/div><script type="application\/json" id="first-state">([^<]*)<\/script><\/body>$/.exec(
      document,
    ) ?? [];
  expect(JSON.parse(block)).toEqual(state);
});

test('a page without room for it is a mistake of the build', () => {
  expect(() => pageDocument('<body></body>', { picture: '', state: {} })).toThrow('no room');
  expect(() => styleSource('<body></body>')).toThrow('no style');
});

test('the style in it is named by its hash', () => {
  const hash = createHash('sha256').update('a{b:c}').digest('base64');
  expect(styleSource(TEMPLATE)).toBe(`'sha256-${hash}'`);
});
