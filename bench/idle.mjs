// What 1,000 programs that do nothing cost while nothing happens: 20 seconds, all contenders at the same time.
import { contenders, memoryOf } from './support/contenders.mjs';
import { cpuMs, switches } from './support/proc.mjs';
import { delay, until } from './support/wait.mjs';

export const title = 'idle, 20 s';

/** As in the row of memory: what a start leaves behind is given back in the first seconds. */
const SETTLE = 14_000;

export async function run({ sandbox, n = 1000, quick }) {
  const count = quick ? Math.min(n, 200) : n;
  const seconds = quick ? 5 : 20;
  const launched = [];
  const wanted = contenders(sandbox).filter(
    ({ name, most }) => !/^floor|^vigild$|^supervisord$/.test(name) && count <= most,
  );
  for (const contender of wanted) {
    const one = await contender.launch(count);
    // Programs of all contenders have one name: each is counted on top of the others.
    const expected = one.isIndirect ? (launched.length + 1) * count : count;
    await until(() => one.count() >= expected, { every: 50, what: contender.name });
    one.note();
    launched.push({ name: contender.name.replace(', background', ''), one });
  }
  await delay(SETTLE);
  const before = launched.map(({ one }) => sample(one));
  await delay(seconds * 1000);
  const after = launched.map(({ one }) => sample(one));
  const difference = (key) =>
    Object.fromEntries(launched.map(({ name }, index) => [name, after[index][key] - before[index][key]]));
  const cpu = difference('cpu');
  const turns = difference('switches');
  return [
    {
      what: `CPU time with ${count} programs, ${seconds} s idle`,
      unit: 'ms',
      values: cpu,
      targets: [{ says: '0 ms', reached: Math.round(cpu.vigild), limit: 0 }],
    },
    {
      what: `context switches, ${seconds} s idle`,
      unit: 'count',
      values: turns,
      targets: [{ says: 'at most 2', reached: turns.vigild, limit: 2 }],
    },
    {
      what: `private memory of all supervising processes, ${count} programs`,
      unit: 'MB',
      values: Object.fromEntries(launched.map(({ name, one }) => [name, memoryOf(one)])),
    },
  ];
}

function sample(one) {
  const pids = one.supervisors();
  return {
    cpu: pids.reduce((sum, pid) => sum + cpuMs(pid), 0),
    switches: pids.reduce((sum, pid) => sum + switches(pid), 0),
  };
}
