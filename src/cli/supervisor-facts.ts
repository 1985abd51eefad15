/**
 * What a Supervisor tells about a process, as facts for an explanation: its state, its settings, its log. What vigild
 * knows beside that (signals, times, the machine) stays unknown. Source: Supervisor rpcinterface.py.
 */
import { splitCommand } from '../core/command-words.ts';
import { joinNamespec } from '../core/namespec.ts';
import type { LastEnd } from '../core/process-past.ts';
import { type PublicStateName, STATE_CODES } from '../core/process-state.ts';
import { milliseconds, wallClockTime } from '../core/units.ts';
import type { ExplainFacts, OutputFacts, PolicyFacts } from '../explain/facts.ts';
import { lastLines } from '../explain/output-lines.ts';
import { isArray, isStruct, type XmlRpcStruct, type XmlRpcValue } from '../rpc/xmlrpc/values.ts';
import type { Client } from './client.ts';
import type { ProcessInfo } from './rpc-results.ts';

const TAIL_SIZE = 8192;
const MOST_LINES = 40;
const SHOWN_LINES = 6;

export async function supervisorFacts(client: Client, info: ProcessInfo): Promise<ExplainFacts> {
  const { group, name, state, pid } = info;
  const namespec = joinNamespec(group, name);
  const settings = await settingsOf(client, info);
  const command = typeof settings?.['command'] === 'string' ? splitCommand(settings['command']) : null;
  const stdout = await tail(client, 'supervisor.tailProcessStdoutLog', namespec);
  const stderr = await tail(client, 'supervisor.tailProcessStderrLog', namespec);
  return {
    namespec,
    group,
    name,
    state: stateName(state),
    now: info.now * 1000,
    since: sinceOf(info),
    pid: pid === 0 ? null : pid,
    dueIn: null,
    failures: 0,
    hasStarted: info.start !== 0,
    policy: settings === null ? null : policyOf(settings),
    words: command?.kind === 'split' ? command.words : [],
    end: lastEnd(info),
    lastCommand: null,
    stoppedByShutdown: false,
    knowsSentSignals: false,
    lines: [...stdout, ...stderr],
    output: shownOutput(info, stdout, stderr),
    machine: { executable: null, port: null, memory: null },
    leftovers: null,
  };
}

function stateName(code: number): PublicStateName {
  const names = Object.keys(STATE_CODES) as PublicStateName[];
  return names.find((name) => STATE_CODES[name] === code) ?? 'UNKNOWN';
}

function sinceOf({ state, start, stop }: ProcessInfo): number | null {
  const seconds = state === STATE_CODES.RUNNING ? start : Math.max(start, stop);
  return seconds === 0 ? null : seconds * 1000;
}

/** The last one, as far as `spawnerr` and `exitstatus` tell. */
function lastEnd(info: ProcessInfo): LastEnd | null {
  const { spawnError, exitStatus, start, stop, state } = info;
  if (state === STATE_CODES.RUNNING || start === 0) return null;
  if (spawnError !== '' && !/^(?:Exited too quickly|Bad exit code)/.test(spawnError)) {
    const at = wallClockTime(start * 1000);
    return { kind: 'spawn-failed', at, step: 'look-up', errno: null, message: spawnError };
  }
  const uptime = milliseconds(Math.max(0, stop - start) * 1000);
  const run = { kind: 'run', at: wallClockTime(stop * 1000), pid: null, uptime, sentSignal: null } as const;
  // A quick exit and a death by signal leave no status that could be told from others.
  const isKnown = state === STATE_CODES.EXITED && exitStatus >= 0;
  return { ...run, status: isKnown ? { kind: 'exited', code: exitStatus } : null };
}

async function settingsOf(client: Client, { group, name }: ProcessInfo): Promise<XmlRpcStruct | null> {
  const reply = await client.callAny('supervisor.getAllConfigInfo', []);
  if (reply.kind === 'fault' || !isArray(reply.value)) return null;
  const found = reply.value.find(
    (entry): entry is XmlRpcStruct => isStruct(entry) && entry['group'] === group && entry['name'] === name,
  );
  return found ?? null;
}

function policyOf(settings: XmlRpcStruct): PolicyFacts | null {
  const { autostart, autorestart, startsecs, startretries, exitcodes, stopwaitsecs, directory } = settings;
  const isComplete =
    typeof startsecs === 'number' && typeof startretries === 'number' && typeof stopwaitsecs === 'number';
  if (!isComplete) return null;
  return {
    autostart: Boolean(autostart),
    // Supervisor answers the name of its own class for "unexpected", and "auto" in some versions.
    autorestart: typeof autorestart === 'boolean' ? autorestart : 'unexpected',
    startsecs,
    startretries,
    exitcodes: numbers(exitcodes),
    stopwaitsecs,
    directory: typeof directory === 'string' && directory !== 'none' ? directory : null,
    user: null,
  };
}

function numbers(value: XmlRpcValue | undefined): readonly number[] {
  return value !== undefined && isArray(value) ? value.filter((item) => typeof item === 'number') : [0];
}

async function tail(client: Client, method: string, namespec: string): Promise<readonly string[]> {
  const reply = await client.callAny(method, [namespec, 0, TAIL_SIZE]);
  if (reply.kind === 'fault' || !isArray(reply.value)) return [];
  const [text] = reply.value;
  if (text instanceof Uint8Array) return lastLines(new TextDecoder().decode(text), MOST_LINES);
  return typeof text === 'string' ? lastLines(text, MOST_LINES) : [];
}

function shownOutput(
  { stdoutLog, stderrLog }: ProcessInfo,
  stdout: readonly string[],
  stderr: readonly string[],
): OutputFacts | null {
  if (stderr.length > 0) {
    return { stream: 'stderr', logfile: stderrLog, lines: stderr.slice(-SHOWN_LINES) };
  }
  if (stdoutLog === '') return null;
  return { stream: 'stdout', logfile: stdoutLog, lines: stdout.slice(-SHOWN_LINES) };
}
