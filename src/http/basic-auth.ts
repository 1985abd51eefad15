/**
 * HTTP basic authentication (RFC 7617) with one user, and perhaps a second who may only look. A password is kept in clear
 * text, or as `{SHA}` and its SHA-1 in lower-case hexadecimal digits, as in Supervisor. Comparing takes the same time whatever
 * is given.
 */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** `malformed`: the header holds no base64 of UTF-8 text. */
export type Verdict = 'granted' | 'granted-read-only' | 'denied' | 'malformed';
export type Authenticator = (authorization: string | undefined) => Verdict;

const SHA_PREFIX = '{SHA}';

/** Null, which means no authentication at all, without credentials or with an empty username. */
export async function createAuthenticator(
  credentials: Credentials | null,
  readOnly: Credentials | null = null,
): Promise<Authenticator | null> {
  if (credentials === null || credentials.username === '') return null;
  // Loaded only where it is needed: most daemons listen on a private unix socket without a password.
  const { createHash, timingSafeEqual } = await import('node:crypto');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const comparison = ({ username, password }: Credentials) => {
    const isHashed = password.startsWith(SHA_PREFIX);
    const expectedName = digest(username);
    const expectedSecret = digest(isHashed ? password.slice(SHA_PREFIX.length) : password);
    return (given: Credentials) => {
      const givenSecret = isHashed ? createHash('sha1').update(given.password).digest('hex') : given.password;
      const isName = timingSafeEqual(digest(given.username), expectedName);
      const isSecret = timingSafeEqual(digest(givenSecret), expectedSecret);
      return isName && isSecret;
    };
  };
  const isUser = comparison(credentials);
  const isReader = readOnly === null ? () => false : comparison(readOnly);
  return (authorization) => {
    const given = readAuthorization(authorization);
    if (typeof given === 'string') return given;
    const [user, reader] = [isUser(given), isReader(given)];
    if (user) return 'granted';
    return reader ? 'granted-read-only' : 'denied';
  };
}

/** The name in a header that was granted; null for any other. */
export function loginOf(authorization: string | undefined): string | null {
  const given = readAuthorization(authorization);
  return typeof given === 'string' ? null : given.username;
}

function readAuthorization(header: string | undefined): Credentials | 'denied' | 'malformed' {
  const match = /^(\S+) (.*)$/.exec(header ?? '');
  if (match?.[1]?.toLowerCase() !== 'basic') return 'denied';
  const text = decodeBase64((match[2] ?? '').trim());
  if (text === null) return 'malformed';
  const colon = text.indexOf(':');
  if (colon === -1) return 'denied';
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decodeBase64(base64: string): string | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    // Not UTF-8.
    return null;
  }
}
