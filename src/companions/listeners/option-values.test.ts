import { expect, test } from 'vitest';
import { countValue, durationValue, namedSize, sizeValue, urlValue } from './option-values.ts';

test.each([
  { written: '10000', size: 10_000 },
  { written: '2KB', size: 2048 },
  { written: '200mb', size: 209_715_200 },
  { written: '1GB', size: 1_073_741_824 },
  { written: '1 GB', size: 1_073_741_824 },
])('the size $written', ({ written, size }) => {
  expect(sizeValue('--any', written)).toBe(size);
});

test.each(['', 'MB', '1.5MB', '-1', '1TB', '1M'])('no size: "%s"', (written) => {
  expect(() => sizeValue('--any', written)).toThrow(
    `--any: expected a number of bytes, or one followed by KB, MB or GB, got "${written}"`,
  );
});

test('a name with a size may have a group', () => {
  expect(namedSize('--program', 'shop:web=1KB')).toEqual(['shop:web', 1024]);
});

test.each(['web', '=1KB', 'a=b=1'])('no name with a size: %s', (written) => {
  expect(() => namedSize('--program', written)).toThrow(`--program: expected NAME=SIZE, got "${written}"`);
});

test.each([
  { written: '90', seconds: 90 },
  { written: '90s', seconds: 90 },
  { written: '5m', seconds: 300 },
  { written: '2H', seconds: 7200 },
  { written: '1d', seconds: 86_400 },
])('the time $written', ({ written, seconds }) => {
  expect(durationValue('--uptime', written)).toBe(seconds);
});

test.each(['', 'm', '1w', '1.5h', '-1'])('no time: "%s"', (written) => {
  expect(() => durationValue('--uptime', written)).toThrow('--uptime: expected seconds');
});

test('counts have a least value', () => {
  expect(countValue('--timeout', '1', 1)).toBe(1);
  for (const written of ['0', 'x', '1.5']) {
    expect(() => countValue('--timeout', written, 1)).toThrow(
      `--timeout: expected a whole number of at least 1, got "${written}"`,
    );
  }
});

test('addresses are http or https', () => {
  expect(urlValue('https://example.com/x?y').href).toBe('https://example.com/x?y');
  for (const written of ['ftp://example.com', 'example.com', '']) {
    expect(() => urlValue(written)).toThrow('expected a URL that begins with http:// or https://');
  }
});
