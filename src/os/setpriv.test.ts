import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { findSetpriv } from './setpriv.ts';

const missing = {
  kind: 'missing',
  message: 'setpriv is not installed (package util-linux; on Alpine: apk add setpriv)',
};

test('the first executable one is taken', () =>
  withTempDir((directory) => {
    const places = ['a', 'b', 'c'].map((name) => join(directory, name));
    for (const place of places) writeFileSync(place, '');
    for (const place of places.slice(1)) chmodSync(place, 0o755);
    expect(findSetpriv(places)).toEqual({ kind: 'found', path: places[1] });
  }));

test('BusyBox’s applet does not count, since it cannot switch users', () =>
  withTempDir((directory) => {
    writeFileSync(join(directory, 'busybox'), '');
    chmodSync(join(directory, 'busybox'), 0o755);
    symlinkSync('busybox', join(directory, 'setpriv'));
    expect(findSetpriv([join(directory, 'setpriv')])).toEqual(missing);
  }));

test('without it the answer names the package', () => {
  expect(findSetpriv(['/no/such/setpriv'])).toEqual(missing);
});
