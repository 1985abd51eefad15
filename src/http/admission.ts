/** Whether a request is let in at all: its password, and where it comes from. */
import type { IncomingMessage } from 'node:http';
import type { Authenticator, Verdict } from './basic-auth.ts';
import { type GuardPolicy, refusalOf } from './browser-guard.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { errorResponse, type HttpResponse, textResponse } from './message.ts';

export interface AdmissionSettings {
  /** Null: everybody may do everything. */
  readonly authenticator: Authenticator | null;
  /** Null: passwords may be tried as fast as they come. */
  readonly throttle?: LoginThrottle | null;
  /** Null: nothing is known about who may send what from a browser, and everything is let through. */
  readonly guard?: GuardPolicy | null;
  /** Whether this is answered without a password. */
  isPublic?(method: string, target: string): boolean;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly isReadOnly: boolean }
  | { readonly kind: 'refused'; readonly response: HttpResponse };

/** The connection cannot be used for another request, since the rest of this one was not read. */
export const CLOSE = { Connection: 'close' } as const;

const ADMITTED: Admission = { kind: 'admitted', isReadOnly: false };
const ADMITTED_READ_ONLY: Admission = { kind: 'admitted', isReadOnly: true };

/** Password first: who has none learns nothing about what else is wrong. */
export function admit(message: IncomingMessage, settings: AdmissionSettings): Admission {
  const { method = '', url: target = '', headers } = message;
  const isOpen = settings.authenticator === null || settings.isPublic?.(method, target) === true;
  const verdict = isOpen ? 'granted' : authenticate(message, settings);
  if (typeof verdict === 'number') {
    return refused(
      textResponse(429, 'Too many wrong passwords.\n', { ...CLOSE, 'Retry-After': `${verdict}` }),
    );
  }
  if (verdict === 'malformed') return refused(errorResponse(400, CLOSE));
  if (verdict === 'denied') {
    return refused(errorResponse(401, { ...CLOSE, 'WWW-Authenticate': 'Basic realm="default"' }));
  }
  if (settings.guard != null) {
    const refusal = refusalOf({ method, target, headers, isAuthenticated: !isOpen }, settings.guard);
    if (refusal !== null) return refused(textResponse(403, `${refusal}\n`, CLOSE));
  }
  return verdict === 'granted-read-only' ? ADMITTED_READ_ONLY : ADMITTED;
}

function refused(response: HttpResponse): Admission {
  return { kind: 'refused', response };
}

/** A number: refused unseen, for so many seconds. */
function authenticate(
  message: IncomingMessage,
  { authenticator, throttle }: AdmissionSettings,
): Verdict | number {
  const { authorization } = message.headers;
  const address = message.socket.remoteAddress;
  // On a unix socket the permissions of the file say who may try.
  if (throttle == null || address === undefined || authorization === undefined) {
    return authenticator?.(authorization) ?? 'granted';
  }
  const seconds = throttle.refusedFor(address, authorization);
  if (seconds > 0) return seconds;
  const verdict = authenticator?.(authorization) ?? 'granted';
  if (verdict === 'denied') throttle.failed(address);
  else if (verdict !== 'malformed') throttle.succeeded(address, authorization);
  return verdict;
}
