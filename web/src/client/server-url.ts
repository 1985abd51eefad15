/**
 * The address of something of vigild's, which stands beside the page: a proxy may have put a path before both. The page's
 * own address may hold a password (`http://admin:secret@host/`), and browsers refuse to fetch from such.
 */
export function serverUrl(path: string): string {
  return new URL(path, `${location.origin}${location.pathname}`).href;
}
