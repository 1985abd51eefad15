/** `/tail.html`: a page without scripts, that text browsers show too. The program's output is only ever text in it. */

import { escaped } from './markup.ts';

export interface TailDocument {
  readonly title: string;
  readonly tail: string;
  /** The address that shows it anew; null where there is nothing to show. */
  readonly again: string | null;
}

/** More than this is what the page at `/` is for, in bytes. */
export const LONGEST_TAIL = 8 * 1024 * 1024;

export function tailDocument({ title, tail, again }: TailDocument): string {
  const link =
    again === null ? '' : `<p><a href="${escaped(again)}">Refresh</a> <a href="./">Programs</a></p>\n`;
  return (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n' +
    '<meta name="color-scheme" content="light dark">\n' +
    `<title>${escaped(title)}</title>\n</head>\n<body>\n<pre>${escaped(tail)}</pre>\n${link}</body>\n</html>\n`
  );
}
