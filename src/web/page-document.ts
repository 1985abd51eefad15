/**
 * The page with what it shows first inside: as markup, which a browser paints before it has run anything, and as a block
 * of data for the script that takes over, which browsers neither run nor count as a script under the content security
 * policy. Source: HTML, "prepare the script element".
 */

/** Where the built page leaves room for them. */
const PICTURE_ROOM = '<div id="page">';
const STATE_ROOM = 'id="first-state">';

export interface FirstShown {
  /** Markup. */
  readonly picture: string;
  readonly state: object;
}

/** Throws when the page has no such rooms. */
export function pageDocument(template: string, { picture, state }: FirstShown): string {
  const [beforePicture, afterPicture] = splitBehind(template, PICTURE_ROOM);
  const [beforeState, afterState] = splitBehind(afterPicture, STATE_ROOM);
  return beforePicture + picture + beforeState + dataBlock(state) + afterState;
}

/**
 * What the content security policy calls the style in the page's head, which is there so that nothing has to be asked for
 * before the first picture. Source: CSP 3, "hash-source". Throws when there is none.
 */
export function styleSource(template: string): string {
  const style = /<style>([^<]*)<\/style>/.exec(template)?.[1];
  if (style === undefined) throw new Error('the page has no style');
  // Loaded when the first browser comes: at the start of the daemon it would take some milliseconds of everybody.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

function splitBehind(text: string, room: string): readonly [string, string] {
  const at = text.indexOf(room);
  if (at === -1) throw new Error('the page has no room for what it shows first');
  const end = at + room.length;
  return [text.slice(0, end), text.slice(end)];
}

/** Nothing in it can end the block, whatever programs are called and why they failed. */
function dataBlock(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
