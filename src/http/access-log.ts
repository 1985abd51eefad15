/** A line of the access log in the common log format, as the server inside Supervisor writes it. */
import type { Access } from './exchange.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `at` is shown in the local zone. */
export function accessLine(access: Access, at: Date): string {
  const { client, method, target, httpVersion, status, bytes } = access;
  return `${client} - - [${timestamp(at)}] "${method} ${target} HTTP/${httpVersion}" ${status} ${bytes}`;
}

function timestamp(at: Date): string {
  const date = `${two(at.getDate())}/${MONTHS[at.getMonth()]}/${at.getFullYear()}`;
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${date}:${time} ${zone}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
