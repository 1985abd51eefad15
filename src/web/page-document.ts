/**
 * The page with what it shows first inside: a block of data, which browsers neither run nor count as a script under the
 * content security policy. Source: HTML, "prepare the script element".
 */

/** Where the built page leaves room for it. */
const ROOM = 'id="first-state">';

/** Throws when the page has no such room. */
export function pageDocument(template: string, firstState: object): string {
  const at = template.indexOf(ROOM);
  if (at === -1) throw new Error('the page has no room for its first state');
  const before = template.slice(0, at + ROOM.length);
  return before + dataBlock(firstState) + template.slice(before.length);
}

/** Nothing in it can end the block, whatever programs are called and why they failed. */
function dataBlock(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
