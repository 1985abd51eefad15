import { expect, test } from 'vitest';
import type { Caller } from './caller.ts';
import { concerns, type HistoryEntry, type HistoryEvent } from './history-entry.ts';
import { historySentence, uptimeText } from './history-sentence.ts';
import { splitNamespec } from './namespec.ts';

const ROOT: Caller = {
  kind: 'local',
  uid: 0,
  user: 'root',
  pid: 123,
  command: 'vigilctl',
  login: null,
};

const at = (event: HistoryEvent): HistoryEntry => ({ at: 0, ...event });
const WEB = { group: 'g', process: 'web', pid: 7 } as const;
const EXIT = { kind: 'exit', ...WEB, from: 'RUNNING', uptime: 4200, expected: false } as const;
const STOP = { kind: 'command', method: 'stopProcess', targets: ['g:web'], detail: '', by: ROOT } as const;

test.each<[HistoryEvent, string]>([
  [{ kind: 'start', ...WEB }, 'g:web: started with pid 7'],
  [{ kind: 'kept', ...WEB }, 'g:web: still runs, with pid 7'],
  [{ ...EXIT, status: 3 }, 'g:web: exited: exit status 3 (not expected), after 4.2 s'],
  [{ ...EXIT, status: 0, expected: true }, 'g:web: exited: exit status 0 (expected), after 4.2 s'],
  [{ ...EXIT, from: 'STOPPING', signal: 'SIGTERM' }, 'g:web: stopped: terminated by SIGTERM, after 4.2 s'],
  [{ ...EXIT, from: 'STARTING', status: 1 }, 'g:web: exited too quickly: exit status 1, after 4.2 s'],
  [EXIT, 'g:web: exited: exit status unknown (not expected), after 4.2 s'],
  [{ kind: 'state', group: 'a', process: 'a', state: 'RUNNING', reason: '' }, 'a: running'],
  [
    { kind: 'state', group: 'a', process: 'a', state: 'BACKOFF', reason: 'no file' },
    'a: did not start: no file',
  ],
  [{ kind: 'state', group: 'a', process: 'a', state: 'FATAL', reason: 'x\ny' }, 'a: given up, FATAL: x?y'],
  [{ kind: 'state', group: 'a', process: 'a', state: 'UNKNOWN', reason: '' }, 'a: UNKNOWN'],
  [STOP, 'g:web: stopProcess g:web by root (uid 0, pid 123 vigilctl)'],
  [
    { ...STOP, by: { ...ROOT, user: null, uid: 7, login: 'ann' } },
    'g:web: stopProcess g:web by uid 7 (pid 123 vigilctl, logged in as ann)',
  ],
  [{ ...STOP, by: { ...ROOT, pid: null, command: null } }, 'g:web: stopProcess g:web by root (uid 0)'],
  [{ ...STOP, by: { ...ROOT, command: null } }, 'g:web: stopProcess g:web by root (uid 0, pid 123)'],
  [{ ...STOP, by: { ...ROOT, user: null, pid: null, command: null } }, 'g:web: stopProcess g:web by uid 0'],
  [
    { ...STOP, by: { kind: 'remote', address: '10.0.0.7:1', login: 'ann' } },
    'g:web: stopProcess g:web by ann (10.0.0.7:1)',
  ],
  [
    { ...STOP, by: { kind: 'remote', address: '10.0.0.7:1', login: null } },
    'g:web: stopProcess g:web by 10.0.0.7:1',
  ],
  [{ ...STOP, by: { kind: 'plugin', name: 'x' } }, 'g:web: stopProcess g:web by plug-in x'],
  [{ ...STOP, by: { kind: 'unknown' } }, 'g:web: stopProcess g:web by somebody who left at once'],
  [
    { ...STOP, method: 'signalProcess', detail: 'HUP', by: { kind: 'plugin', name: 'x' } },
    'g:web: signalProcess g:web HUP by plug-in x',
  ],
  [
    { ...STOP, targets: [], method: 'stopAllProcesses', by: { kind: 'plugin', name: 'x' } },
    'all: stopAllProcesses by plug-in x',
  ],
  [
    { ...STOP, targets: [], method: 'shutdown', by: { kind: 'plugin', name: 'x' } },
    'vigild: shutdown by plug-in x',
  ],
  [
    { ...STOP, targets: ['a', 'b\nc'], by: { kind: 'plugin', name: 'x' } },
    '2 names: stopProcess a b?c by plug-in x',
  ],
  [{ kind: 'signal', signal: 'SIGHUP' }, 'vigild: got SIGHUP'],
  [
    { kind: 'config', change: 'read', added: ['a:*'], changed: [], removed: ['b:*', 'c:*'] },
    'vigild: configuration read, differs: added a:*; removed b:* c:*',
  ],
  [
    { kind: 'config', change: 'applied', added: [], changed: ['a'], removed: [] },
    'vigild: configuration applied: changed a',
  ],
  [{ kind: 'group', change: 'removed', group: 'g' }, 'g:*: group removed'],
  [{ kind: 'daemon', change: 'started', pid: 9 }, 'vigild: started with pid 9'],
  [{ kind: 'daemon', change: 'restarting', pid: 9 }, 'vigild: restarting, pid 9'],
  [
    { kind: 'daemon', change: 'died', pid: 9, lastSeen: 0 },
    'vigild: the daemon before, pid 9, ended without saying so: killed, crashed, or the machine went down (last seen 1970-01-01T00:00:00.000Z)',
  ],
  [
    { kind: 'daemon', change: 'died', pid: 0 },
    'vigild: the daemon before ended without saying so: killed, crashed, or the machine went down',
  ],
])('%j', (event, expected) => {
  const { subject, text } = historySentence(at(event));
  expect(`${subject}: ${text}`).toBe(expected);
});

test.each([
  [0, '0.0 s'],
  [-5, '0.0 s'],
  [59_940, '59.9 s'],
  [61_000, '0:01:01'],
  [90_061_000, '1 day 1:01:01'],
  [2 * 86_400_000, '2 days 0:00:00'],
])('%i ms is %s', (milliseconds, text) => {
  expect(uptimeText(milliseconds)).toBe(text);
});

test.each<[HistoryEvent, string, boolean]>([
  [{ kind: 'start', ...WEB }, 'g:web', true],
  [{ kind: 'start', ...WEB }, 'g:*', true],
  [{ kind: 'start', ...WEB }, 'g:other', false],
  [{ kind: 'start', ...WEB }, 'web', false],
  [STOP, 'g:web', true],
  [STOP, 'g:*', true],
  [STOP, 'g:other', false],
  [{ ...STOP, targets: ['g:*'] }, 'g:web', true],
  [{ ...STOP, targets: [] }, 'g:web', true],
  [{ kind: 'config', change: 'read', added: [], changed: ['g:*'], removed: [] }, 'g:web', true],
  [{ kind: 'config', change: 'read', added: [], changed: ['h:*'], removed: [] }, 'g:web', false],
  [{ kind: 'group', change: 'added', group: 'g' }, 'g:web', true],
  [{ kind: 'daemon', change: 'started', pid: 1 }, 'g:web', false],
  [{ kind: 'signal', signal: 'SIGHUP' }, 'g:web', false],
])('%j concerns %s: %s', (event, name, expected) => {
  expect(concerns(at(event), splitNamespec(name))).toBe(expected);
});
