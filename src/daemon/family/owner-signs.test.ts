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
    isOnItsWay: false,
    hadBegun: () => false,
    isCalledLike: () => false,
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

test('of several that are on their way to the background, the name of the command tells which one has left', () => {
  const called = (name: string, more: Partial<OrphanOwner> = {}) =>
    owner(name, {
      isYoung: true,
      isOnItsWay: true,
      hadBegun: () => true,
      isCalledLike: (process) => process.name === name,
      ...more,
    });
  const process: ProcessStat = { ...HIDDEN, name: 'web' };
  const [web, db] = [called('web'), called('db')];
  expect(signsOf([web, db]).signs.ownerOf(process, new Set([web, db]))).toBe(web);
  expect(signsOf([web, db]).signs.ownerOf(process, new Set([db]))).toBeNull();
  expect(signsOf([web, db, called('web')]).signs.ownerOf(process, new Set([web, db]))).toBeNull();
  const late = called('web', { hadBegun: () => false });
  expect(signsOf([late, db]).signs.ownerOf(process, new Set([late, db]))).toBeNull();
});

test('a launcher that waited until its server was ready is told by its run', () => {
  const waited = owner('waited', { isOnItsWay: true, hadBegun: () => true });
  const { signs } = signsOf([waited], { now: LATER });
  expect(signs.ownerOf({ ...HIDDEN, session: HIDDEN.pid }, new Set([waited]))).toBe(waited);
  expect(signs.ownerOf(HIDDEN, new Set([waited]))).toBeNull();
});

test('elsewhere, what hides may be of a start that was cut short', () => {
  const cut = owner('cut', { mayHaveStarted: () => true });
  const { signs } = signsOf([cut, owner('other')]);
  expect(signs.ownerElsewhere(HIDDEN)).toBe(cut);
  expect(signs.ownerOf(HIDDEN, NOBODY)).toBeNull();
});
