/** What vigil-httpok does at a tick. */
import { join } from 'node:path';
import type { AskHttp, HttpAnswer } from './http-answer.ts';
import type { HttpokOptions } from './httpok-options.ts';
import type { SendMail } from './mailer.ts';
import { isNamedBy, isSame } from './process-choice.ts';
import type { RunShell } from './shell-command.ts';
import { namespecOf, type ProcessInfo, RUNNING, type SupervisorApi } from './supervisor-api.ts';

export interface HttpokSurroundings {
  readonly api: SupervisorApi;
  readonly ask: AskHttp;
  readonly run: RunShell;
  readonly self: Pick<ProcessInfo, 'group' | 'name'>;
  readonly sendMail: SendMail;
  readonly report: (line: string) => void;
  /** Waits; in milliseconds. */
  readonly delay: (milliseconds: number) => Promise<unknown>;
}

/** Between two tries to connect to a port where nobody listens yet. Source: superlance httpok, retry_time. */
const RETRY_SECONDS = 10;

export interface BadAnswer {
  readonly subject: 'bad status returned' | 'bad body returned';
  readonly detail: string;
}

/** Null for an answer as it should be. */
export function judge(answer: HttpAnswer, options: HttpokOptions): BadAnswer | null {
  const { status, expectedText, refusedTexts } = options;
  const place = placeOf(options.url);
  if (answer.kind === 'failed') {
    return { subject: 'bad status returned', detail: `error contacting ${place}: ${answer.message}` };
  }
  const detail = `status contacting ${place}: ${answer.status} ${answer.reason}`.trimEnd();
  if (String(answer.status) !== status) return { subject: 'bad status returned', detail };
  if (expectedText !== null && !answer.body.includes(expectedText)) {
    return { subject: 'bad body returned', detail: `${detail}, without "${expectedText}" in the body` };
  }
  const refused = refusedTexts.find((text) => answer.body.includes(text));
  if (refused === undefined) return null;
  return { subject: 'bad body returned', detail: `${detail}, with "${refused}" in the body` };
}

/** Asks, and restarts what is to be restarted when the answer is bad. */
export async function checkUrl(options: HttpokOptions, surroundings: HttpokSurroundings): Promise<void> {
  const { api } = surroundings;
  if (options.asks === 'while running') {
    const running = (await api.processes()).some((info) => isMeant(info, options) && info.state === RUNNING);
    if (!running) return;
  }
  const bad = judge(await askPatiently(options, surroundings), options);
  if (bad !== null) await act(bad, options, surroundings);
}

/** A refused connection is tried again while there is time: a server may be about to listen. */
async function askPatiently(options: HttpokOptions, { ask, delay }: HttpokSurroundings): Promise<HttpAnswer> {
  const { url, timeoutSeconds } = options;
  const request = {
    url,
    method: 'GET',
    headers: { 'User-Agent': 'httpok' },
    within: timeoutSeconds * 1000,
  } as const;
  let answer = await ask(request);
  for (let left = Math.floor(timeoutSeconds / RETRY_SECONDS) - 1; left > 0; left--) {
    if (answer.kind !== 'failed' || answer.code !== 'ECONNREFUSED') return answer;
    await delay(RETRY_SECONDS * 1000);
    answer = await ask(request);
  }
  return answer;
}

async function act(bad: BadAnswer, options: HttpokOptions, surroundings: HttpokSurroundings): Promise<void> {
  const { api, self, sendMail } = surroundings;
  const { email, name, restarts } = options;
  const lines: string[] = [];
  const tell = (line: string) => {
    lines.push(line);
    surroundings.report(line);
  };
  tell(bad.detail);
  const all = await api.processes();
  for (const info of all) {
    if (isMeant(info, options) && !isSame(info, self))
      await restart(info, options, { ...surroundings, tell });
  }
  const missing = restarts === 'any' ? [] : restarts.filter((word) => !all.some((it) => isNamedBy(it, word)));
  if (missing.length > 0) tell(`not restarted because they do not exist: ${missing.join(', ')}`);
  if (email === null) return;
  const subject = `httpok${name === null ? '' : ` [${name}]`} for ${placeOf(options.url)}: ${bad.subject}`;
  await sendMail({ to: email, subject, text: lines.join('\n') });
}

function isMeant(info: ProcessInfo, { restarts }: HttpokOptions): boolean {
  return restarts === 'any' || restarts.some((word) => isNamedBy(info, word));
}

async function restart(
  info: ProcessInfo,
  { coreDirectory, gcore }: HttpokOptions,
  { api, run, tell }: HttpokSurroundings & { readonly tell: (line: string) => void },
): Promise<void> {
  const namespec = namespecOf(info);
  if (info.state !== RUNNING) {
    tell(`${namespec} not in RUNNING state, NOT restarting`);
    return;
  }
  if (coreDirectory !== null) {
    const file = join(coreDirectory, namespec);
    const { output } = await run(`${gcore} ${quoted(file)} ${info.pid}`, '');
    tell(`gcore output for ${namespec}:\n${output}`);
  }
  tell(`${namespec} is in RUNNING state, restarting`);
  const stopRefusal = await api.stop(namespec);
  if (stopRefusal !== null) {
    // It ended by itself or somebody else stopped it, and whoever did decides what follows.
    tell(`Failed to stop process ${namespec}: ${stopRefusal}`);
    return;
  }
  const startRefusal = await api.start(namespec);
  if (startRefusal === null) tell(`${namespec} restarted`);
  else tell(`Failed to start process ${namespec}: ${startRefusal}`);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The URL without what may be secret in it. */
function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
