/**
 * The words in which Supervisor's client, a Python program, reports an error that it did not expect, as far as they
 * do not depend on its own source: scripts look for parts of them, such as `<Fault 6: 'SHUTDOWN_STATE'>`.
 */
import { pythonRepr } from '../core/python-repr.ts';
import { type Fault, HttpStatusError, MalformedReplyError, UnknownProtocolError } from './client.ts';
import { ConnectError, DisconnectedError } from './http-connection.ts';
import { HttpSyntaxError } from './http-response.ts';
import { NoAnswerError } from './prompter.ts';
import { UnexpectedFaultError, UnknownResultError } from './replies.ts';
import { UnexpectedReplyError } from './reply-values.ts';

/** errno, the class that Python gives it, and its text in the C library. */
const SYSTEM_ERRORS: Readonly<Record<string, readonly [number, string, string]>> = {
  EPERM: [1, 'PermissionError', 'Operation not permitted'],
  ENOENT: [2, 'FileNotFoundError', 'No such file or directory'],
  EACCES: [13, 'PermissionError', 'Permission denied'],
  ENOTDIR: [20, 'NotADirectoryError', 'Not a directory'],
  EPROTOTYPE: [91, 'OSError', 'Protocol wrong type for socket'],
  ENETUNREACH: [101, 'OSError', 'Network is unreachable'],
  ECONNRESET: [104, 'ConnectionResetError', 'Connection reset by peer'],
  ETIMEDOUT: [110, 'TimeoutError', 'Connection timed out'],
  ECONNREFUSED: [111, 'ConnectionRefusedError', 'Connection refused'],
  EHOSTUNREACH: [113, 'OSError', 'No route to host'],
};

/** `<class '...'>, text`, or undefined for an error that is a bug of ours. */
export function pythonErrorText(error: unknown): string | undefined {
  if (error instanceof UnexpectedFaultError) {
    return withClass('xmlrpc.client.Fault', faultText(error.fault));
  }
  if (error instanceof HttpStatusError) {
    const text = `<ProtocolError for 127.0.0.1/RPC2: ${error.status} ${error.reason}>`;
    return withClass('xmlrpc.client.ProtocolError', text);
  }
  if (error instanceof ConnectError) return connectErrorText(error);
  if (error instanceof DisconnectedError) return withClass('http.client.RemoteDisconnected', error.message);
  if (error instanceof HttpSyntaxError) return withClass('http.client.BadStatusLine', error.message);
  if (error instanceof MalformedReplyError) return withClass('xml.parsers.expat.ExpatError', error.message);
  if (error instanceof UnexpectedReplyError) return withClass('TypeError', error.message);
  if (error instanceof NoAnswerError) return withClass('EOFError', error.message);
  if (error instanceof UnknownProtocolError || error instanceof UnknownResultError) {
    return withClass('ValueError', error.message);
  }
  return undefined;
}

/** `<Fault 10: 'BAD_NAME: web'>` */
export function faultText({ code, message }: Fault): string {
  return `<Fault ${code}: ${pythonRepr(message)}>`;
}

export function connectErrorText(error: ConnectError): string {
  if (error.code === 'ENOTFOUND') {
    return withClass('socket.gaierror', '[Errno -2] Name or service not known');
  }
  const known = SYSTEM_ERRORS[error.code];
  if (known === undefined) return withClass('OSError', error.message);
  const [number, className, text] = known;
  return withClass(className, `[Errno ${number}] ${text}`);
}

function withClass(className: string, text: string): string {
  return `<class '${className}'>, ${text}`;
}
