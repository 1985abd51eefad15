/** A history entry as a struct of the API. */
import { describeCaller } from '../core/caller.ts';
import type { HistoryEntry } from '../core/history-entry.ts';
import { historySentence } from '../core/history-sentence.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

export function historyStruct(entry: HistoryEntry): XmlRpcStruct {
  const { subject, text } = historySentence(entry);
  return { time: entry.at / 1000, kind: entry.kind, subject, description: text, ...facts(entry) };
}

function facts(entry: HistoryEntry): XmlRpcStruct {
  switch (entry.kind) {
    case 'start':
    case 'kept':
      return { group: entry.group, name: entry.process, pid: entry.pid };
    case 'exit':
      return {
        group: entry.group,
        name: entry.process,
        pid: entry.pid,
        from: entry.from,
        uptime: entry.uptime / 1000,
        expected: entry.expected,
        ...(entry.status === undefined ? {} : { status: entry.status }),
        ...(entry.signal === undefined ? {} : { signal: entry.signal }),
      };
    case 'state':
      return { group: entry.group, name: entry.process, state: entry.state, reason: entry.reason };
    case 'command':
      return { method: entry.method, targets: entry.targets, by: describeCaller(entry.by) };
    case 'signal':
      return { signal: entry.signal };
    case 'config':
      return {
        change: entry.change,
        added: entry.added,
        changed: entry.changed,
        removed: entry.removed,
      };
    case 'group':
      return { group: entry.group, change: entry.change };
    case 'daemon':
      return { change: entry.change, pid: entry.pid };
  }
}
