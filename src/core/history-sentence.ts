/** History entries as people read them: whom they are about, and a sentence. */
import { twoDigits } from './calendar.ts';
import { describeCaller } from './caller.ts';
import { counted } from './counted.ts';
import type { HistoryEntry } from './history-entry.ts';
import { joinNamespec } from './namespec.ts';
import { oneLine } from './one-line.ts';

export interface HistorySentence {
  /** A process, a group as `group:*`, `all`, or `vigild`. */
  readonly subject: string;
  readonly text: string;
}

type EntryOf<Kind extends HistoryEntry['kind']> = Extract<HistoryEntry, { kind: Kind }>;

export function historySentence(entry: HistoryEntry): HistorySentence {
  const { subject, text } = sentence(entry);
  return { subject: oneLine(subject), text };
}

function sentence(entry: HistoryEntry): HistorySentence {
  switch (entry.kind) {
    case 'start':
      return { subject: joinNamespec(entry.group, entry.process), text: `started with pid ${entry.pid}` };
    case 'kept':
      return { subject: joinNamespec(entry.group, entry.process), text: `still runs, with pid ${entry.pid}` };
    case 'exit':
      return { subject: joinNamespec(entry.group, entry.process), text: exitText(entry) };
    case 'state':
      return { subject: joinNamespec(entry.group, entry.process), text: stateText(entry) };
    case 'command':
      return { subject: subjectOf(entry), text: commandText(entry) };
    case 'signal':
      return { subject: 'vigild', text: `got ${entry.signal}` };
    case 'config':
      return { subject: 'vigild', text: configText(entry) };
    case 'group':
      return { subject: `${entry.group}:*`, text: `group ${entry.change}` };
    case 'daemon':
      return { subject: 'vigild', text: daemonText(entry) };
  }
}

function exitText(entry: EntryOf<'exit'>): string {
  const after = `after ${uptimeText(entry.uptime)}`;
  const how = howItEnded(entry);
  if (entry.from === 'STOPPING') return `stopped: ${how}, ${after}`;
  if (entry.from === 'STARTING') return `exited too quickly: ${how}, ${after}`;
  return `exited: ${how} (${entry.expected ? 'expected' : 'not expected'}), ${after}`;
}

function howItEnded({ status, signal }: EntryOf<'exit'>): string {
  if (signal !== undefined) return `terminated by ${signal}`;
  return status === undefined ? 'exit status unknown' : `exit status ${status}`;
}

function stateText({ state, reason }: EntryOf<'state'>): string {
  const because = reason === '' ? '' : `: ${oneLine(reason)}`;
  switch (state) {
    case 'RUNNING':
      return 'running';
    case 'BACKOFF':
    case 'EXITED':
      return `did not start${because}`;
    case 'FATAL':
      return `given up, FATAL${because}`;
    default:
      return `${state}${because}`;
  }
}

function subjectOf({ method, targets }: EntryOf<'command'>): string {
  const [only] = targets;
  if (only !== undefined) return targets.length === 1 ? only : `${targets.length} names`;
  return OF_THE_DAEMON.has(method) ? 'vigild' : 'all';
}

/** Commands without a name that are not about every process. */
const OF_THE_DAEMON: ReadonlySet<string> = new Set(['shutdown', 'restart', 'reloadConfig', 'clearLog']);

/** `stopProcess web by root (uid 0, pid 123 vigilctl)`. */
function commandText({ method, targets, detail, by }: EntryOf<'command'>): string {
  const words = [method, ...targets, ...(detail === '' ? [] : [detail])];
  return `${words.map(oneLine).join(' ')} by ${oneLine(describeCaller(by))}`;
}

function configText({ change, added, changed, removed }: EntryOf<'config'>): string {
  const lists = [
    ['added', added],
    ['changed', changed],
    ['removed', removed],
  ] as const;
  const parts = lists.flatMap(([word, names]) => (names.length === 0 ? [] : [`${word} ${names.join(' ')}`]));
  const what = change === 'read' ? 'configuration read, differs' : 'configuration applied';
  return `${what}: ${parts.join('; ')}`;
}

function daemonText({ change, pid, lastSeen }: EntryOf<'daemon'>): string {
  if (change !== 'died') return change === 'started' ? `started with pid ${pid}` : `${change}, pid ${pid}`;
  const who = pid === 0 ? 'the daemon before' : `the daemon before, pid ${pid},`;
  const seen = lastSeen === undefined ? '' : ` (last seen ${new Date(lastSeen).toISOString()})`;
  return `${who} ended without saying so: killed, crashed, or the machine went down${seen}`;
}

/** `3.2 s`, `0:12:05`, `2 days 0:00:10`. */
export function uptimeText(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;
  const total = Math.floor(milliseconds / 1000);
  const days = Math.floor(total / 86_400);
  const time = `${Math.floor((total % 86_400) / 3600)}:${twoDigits(Math.floor((total % 3600) / 60))}:${twoDigits(total % 60)}`;
  return days === 0 ? time : `${counted(days, 'day')} ${time}`;
}
