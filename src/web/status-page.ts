/**
 * The addresses of Supervisor's page: `/`, `/index.html`, `/tail.html`, `/ok.html`. What they show is vigil's own; what
 * they do, and how they answer to scripts, is Supervisor's. Source: Supervisor web.py.
 */

import { RpcFault } from '../rpc/faults.ts';
import { queryOf } from '../rpc/request-target.ts';
import type { WebRequest, WebResponse } from './message.ts';
import { type CallMethod, carryOut } from './status-actions.ts';
import { LONGEST_TAIL, tailDocument } from './tail-document.ts';

export interface PageRequest extends WebRequest {
  /** Empty unless the method is POST. */
  readonly body: Uint8Array;
}

/** What the address and the body of a form say; the first of several values counts, those of the body most. */
function readForm({ target, body }: Pick<PageRequest, 'target' | 'body'>): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of queryOf(target)) if (!form.has(name)) form.set(name, value);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) form.set(name, value);
  return form;
}

/** Whether the address asks for something to be done. */
export function isActionTarget(target: string): boolean {
  return (queryOf(target).get('action') ?? '') !== '';
}

/** Null: there is nothing to do, so the page is to be shown. */
export async function answerAction(
  request: PageRequest,
  { call, now }: { readonly call: CallMethod; readonly now: Date },
): Promise<WebResponse | null> {
  const form = readForm(request);
  const action = form.get('action') ?? '';
  if (action === '') return null;
  const message = await carryOut({ action, processName: form.get('processname') ?? '', now }, call);
  if (message === null) return { kind: 'error', status: 500 };
  const location = `${serverUrl(request)}/?message=${quote(message)}`;
  return { kind: 'error', status: 301, headers: { ...UNCACHED, Location: location } };
}

/** The end of a program's log, as a page. */
export async function answerTail(
  request: PageRequest,
  call: CallMethod,
  headers: Readonly<Record<string, string>>,
): Promise<WebResponse> {
  const form = readForm(request);
  const name = form.get('processname') ?? '';
  const asked = form.get('limit') ?? '';
  const limit = Math.min(LONGEST_TAIL, Math.max(1024, /^\d+$/.test(asked) ? Number(asked) : 1024));
  const tail = name === '' ? 'No process name found' : await readTail(call, name, limit);
  const again = name === '' ? null : `tail.html?processname=${quote(name)}&limit=${limit}`;
  return {
    kind: 'whole',
    status: 200,
    headers: { ...headers, ...UNCACHED, 'Content-Type': 'text/html;charset=utf-8' },
    body: tailDocument({ title: `Supervisor tail of process ${name === '' ? 'None' : name}`, tail, again }),
  };
}

const UNCACHED = {
  Pragma: 'no-cache',
  'Cache-Control': 'no-cache',
  Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
} as const;

async function readTail(call: CallMethod, name: string, limit: number): Promise<string> {
  try {
    return String(await call('supervisor.readProcessStdoutLog', [name, -limit, 0]));
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    if (error.fault === 'NO_FILE') return `No file for ${name}`;
    return `ERROR: unexpected rpc fault [${error.code}] ${error.message}`;
  }
}

/** As Supervisor, which redirects to the name by which the client has called it. */
function serverUrl({ headers: { host } }: PageRequest): string {
  const name = typeof host === 'string' ? host.trim().replace(/:80$/, '') : 'localhost';
  return `http://${name}`;
}

/** As Python's urllib.parse.quote does it. */
function quote(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}
