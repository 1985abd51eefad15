/** What vigil-memmon does at a tick. */
import type { SendMail } from './mailer.ts';
import type { MemmonOptions } from './memmon-options.ts';
import { isNamedBy, isSame } from './process-choice.ts';
import { namespecOf, type ProcessInfo, RUNNING, STARTING, type SupervisorApi } from './supervisor-api.ts';

export interface MemmonSurroundings {
  readonly api: SupervisorApi;
  /** In bytes; null when it is not to be had. */
  readonly memoryOf: (pid: number) => number | null;
  readonly self: Pick<ProcessInfo, 'group' | 'name'>;
  readonly sendMail: SendMail;
  readonly report: (line: string) => void;
  readonly now: () => Date;
}

/** The lowest limit that the process is under; null when there is none. */
export function limitOf(info: ProcessInfo, { programs, groups, any }: MemmonOptions): number | null {
  const limits = [...programs].filter(([word]) => isNamedBy(info, word)).map(([, bytes]) => bytes);
  const ofGroup = groups.get(info.group);
  if (ofGroup !== undefined) limits.push(ofGroup);
  if (any !== null) limits.push(any);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Looks at every process with a limit, and restarts those above it, one after the other. */
export async function checkMemory(options: MemmonOptions, surroundings: MemmonSurroundings): Promise<void> {
  const { api, memoryOf, self } = surroundings;
  for (const info of await api.processes()) {
    const limit = limitOf(info, options);
    const hasProcess = info.state === STARTING || info.state === RUNNING;
    if (limit === null || !hasProcess || isSame(info, self)) continue;
    const memory = memoryOf(info.pid);
    if (memory === null || memory <= limit) continue;
    await restart({ info, memory, limit }, options, surroundings);
  }
}

interface Finding {
  readonly info: ProcessInfo;
  readonly memory: number;
  readonly limit: number;
}

async function restart(
  { info, memory, limit }: Finding,
  { email, mailedUptime, name, counts }: MemmonOptions,
  { api, sendMail, report, now }: MemmonSurroundings,
): Promise<void> {
  const namespec = namespecOf(info);
  const kind = counts === 'process' ? 'RSS' : 'cumulative RSS';
  const cause = `${kind} ${memory} bytes, limit ${limit}`;
  const tell = async (outcome: string, text: string) => {
    report(`${outcome}: ${namespec} (${cause})`);
    if (email === null) return;
    const subject = `memmon${name === null ? '' : ` [${name}]`}: ${outcome} ${namespec}`;
    await sendMail({ to: email, subject, text });
  };
  const stopRefusal = await api.stop(namespec);
  if (stopRefusal !== null) {
    await tell('failed to stop process', `Cannot stop ${namespec} (${cause}): ${stopRefusal}`);
    return;
  }
  const startRefusal = await api.start(namespec);
  if (startRefusal !== null) {
    const text = `Cannot start ${namespec} after stopping it (${cause}): ${startRefusal}`;
    await tell('failed to start process', text);
    return;
  }
  const uptime = info.now - info.start;
  if (uptime > mailedUptime) {
    report(`restarted process: ${namespec} (${cause})`);
    return;
  }
  const text = `${namespec} was restarted at ${now().toISOString()} after ${uptime} s: too much memory (${cause}).`;
  await tell('restarted process', text);
}
