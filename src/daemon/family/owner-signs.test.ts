import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { pid } from '../../core/units.ts';
import { type ProcessStat, readProcess } from '../../os/process-table.ts';
import { Bands } from './bands.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import { OwnerSigns } from './owner-signs.ts';

const self = readProcess(process.pid);
if (self === null) throw new Error('no /proc');

/** There is nothing to be read of it. */
const HIDDEN: ProcessStat = { ...self, pid: pid(2 ** 22 + 1), group: 7, session: 8, startTicks: 1000 };
const NOBODY = new Set<OrphanOwner>();
const JUST_NOW = 1100;
const LATER = 2000;

function owner(name: string, signs: Partial<OrphanOwner> = {}): OrphanOwner {
  return {
    name,
    hasMarks: () => false,
    pipes: `/nonexistent/${name}`,
    cgroup: null,
    isYoung: false,
    mayHaveLeft: () => true,
    mayHaveLaunched: (_process, age) => age <= 3000,
    hasSeen: () => false,
    mayHaveStarted: () => false,
    adopt: () => {},
    changed: () => {},
    ...signs,
  };
}

function signsOf(owners: readonly OrphanOwner[], { now = JUST_NOW, cgroup = null as string | null } = {}) {
  const bands = new Bands({ group: 1, session: 1 });
  const signs = new OwnerSigns(bands, { ticksNow: () => now, cgroupOf: () => cgroup });
  for (const one of owners) signs.add(one);
  return { signs, bands };
}

test('the surest sign decides', () => {
  const grouped = owner('grouped', { cgroup: '/vigil/grouped' });
  const seen = owner('seen', { hasSeen: () => true });
  const banded = owner('banded');
  const { signs, bands } = signsOf([banded, seen, grouped], { cgroup: '/vigil/grouped' });
  bands.add(HIDDEN, banded);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBe(grouped);
  signs.remove(grouped);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBe(seen);
  signs.remove(seen);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBe(banded);
  bands.forget(banded);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBeNull();
});

test('marks in the environment tell, unless two programs would have the same', async () => {
  const child = spawn('sleep', ['1000'], { env: { SUPERVISOR_PROCESS_NAME: 'web' } });
  try {
    await once(child, 'spawn');
    const found = readProcess(child.pid ?? 0);
    if (found === null) throw new Error('the child is gone');
    const hasMarks = (variables: ReadonlyMap<string, string>) =>
      variables.get('SUPERVISOR_PROCESS_NAME') === 'web';
    const web = owner('web', { hasMarks });
    const { signs } = signsOf([web, owner('db')]);
    expect(signs.ownerOf(found, NOBODY)).toBe(web);
    signs.add(owner('web again', { hasMarks }));
    expect(signs.ownerOf(found, NOBODY)).toBeNull();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test('what hides and just began is of the only program whose main process left in this turn', () => {
  const left = owner('left');
  const other = owner('other');
  const { signs } = signsOf([left, other]);
  expect(signs.ownerOf(HIDDEN, new Set([left]))).toBe(left);
  expect(signs.ownerOf(HIDDEN, new Set([left, other]))).toBeNull();
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBeNull();
  expect(signsOf([left], { now: LATER }).signs.ownerOf(HIDDEN, new Set([left]))).toBeNull();
});

test('it may be of another program that is starting, unless it leads a session', () => {
  const left = owner('left');
  const { signs } = signsOf([left, owner('starting', { isYoung: true })]);
  expect(signs.ownerOf(HIDDEN, new Set([left]))).toBeNull();
  expect(signs.ownerOf({ ...HIDDEN, session: HIDDEN.pid }, new Set([left]))).toBe(left);
});

test('elsewhere, what hides may be of a start that was cut short', () => {
  const cut = owner('cut', { mayHaveStarted: () => true });
  const { signs } = signsOf([cut, owner('other')]);
  expect(signs.ownerElsewhere(HIDDEN)).toBe(cut);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBeNull();
});
