import { expect, test } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { pid } from '../../core/units.ts';
import { ChildList } from '../../os/own-children.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import { Orphans } from './orphans.ts';

const EXITED = { kind: 'exited', code: 0 } as const;
/** Of no process here. */
const PID = pid(2 ** 22 + 1);

function ownerCounting(changes: string[]): OrphanOwner {
  return {
    name: 'web',
    hasMarks: () => false,
    pipes: '/nonexistent/web',
    cgroup: null,
    isYoung: false,
    mayHaveLeft: () => true,
    isOnItsWay: false,
    hadBegun: () => true,
    isCalledLike: () => false,
    hasSeen: () => false,
    mayHaveStarted: () => false,
    adopt: () => {},
    changed: () => changes.push('web'),
  };
}

test('the end of a main process that is no child is not told by its pid, which another may have by then', () => {
  const changes: string[] = [];
  const owner = ownerCounting(changes);
  const orphans = new Orphans({
    log: new MemoryLog(),
    childList: new ChildList(),
    isMain: () => false,
    defer: () => {},
    ticksNow: () => 0,
    cgroupOf: () => null,
  });
  orphans.add(owner);
  orphans.becameMain(PID, owner);
  orphans.mainLeft(PID, owner);
  orphans.turnBegins([{ pid: PID, status: EXITED }]);
  orphans.turnEnds();
  expect(changes).toEqual([]);
  orphans.becameMain(PID, owner);
  orphans.turnBegins([{ pid: PID, status: EXITED }]);
  orphans.turnEnds();
  expect(changes).toEqual(['web']);
});
