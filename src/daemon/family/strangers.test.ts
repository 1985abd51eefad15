import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { type ProcessStat, readProcess } from '../../os/process-table.ts';
import { Strangers } from './strangers.ts';

const self = readProcess(process.pid);
if (self === null) throw new Error('no /proc');
const NO_BAND = 2 ** 30;
const isIn = (band: number) => (process: ProcessStat) => process.group === band || process.session === band;

describe('processes that may be of any program', () => {
  it('are named in the log, with the programs that they may be of', () => {
    const log = new MemoryLog();
    new Strangers(log).add(self, ['a', 'b']);
    new Strangers(log).add(self, ['a']);
    expect(log.lines).toEqual([
      `WARN cannot tell of which program process ${self.pid} (${self.name}) is: one of a, b; it is let alone`,
      `WARN cannot tell of which program process ${self.pid} (${self.name}) is; it is let alone`,
    ]);
  });

  it('are no strangers any more when others of their group or session are known', () => {
    for (const band of [self.group, self.session]) {
      const strangers = new Strangers(new MemoryLog());
      strangers.add(self, []);
      expect(strangers.take(isIn(NO_BAND))).toEqual([]);
      expect(strangers.take(isIn(band))).toMatchObject([{ pid: self.pid }]);
      expect(strangers.take(isIn(band))).toEqual([]);
    }
  });

  it('stay strangers when they have left that group, or are another process by now', () => {
    const strangers = new Strangers(new MemoryLog());
    strangers.add({ ...self, group: NO_BAND }, []);
    expect(strangers.take(isIn(NO_BAND))).toEqual([]);
    strangers.add({ ...self, startTicks: self.startTicks - 1 }, []);
    expect(strangers.take(isIn(self.session))).toEqual([]);
    strangers.add(self, []);
    strangers.ended(self.pid);
    expect(strangers.take(isIn(self.session))).toEqual([]);
  });
});
