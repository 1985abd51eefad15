import { expect, it } from 'vitest';
import { load } from '../../test/support/load-text.ts';
import { lostSocketNotices } from './lost-sockets.ts';

const PHP = '[fcgi-program:php]\ncommand=x\nsocket=tcp://h:1\nprocess_name=%(process_num)d\nnumprocs=2\n';

it.each([
  [PHP, []],
  [
    `${PHP}[group:site]\nprograms=php\n`,
    ['[fcgi-program:php] gets no socket as a member of [group:site]: take it out of the group'],
  ],
])('%j: %j', (sections, expected) => {
  const result = load(`[supervisord]\n${sections}`);
  if (result.kind === 'refused') throw result.errors[0];
  expect(lostSocketNotices(result.config).map(({ message }) => message)).toEqual(expected);
});
