// 200 programs that exit at once, until all are FATAL: four starts each, with pauses of one, two and three seconds.
import { cpuTicksMs } from './support/proc.mjs';
import { isInstalled, Supervised } from './support/supervised.mjs';
import { until } from './support/wait.mjs';

export const title = '200 programs that exit at once until FATAL';

export async function run({ sandbox, n = 200 }) {
  const values = {};
  for (const kind of ['vigild', 'supervisord'].filter(isInstalled))
    values[kind] = await measure(sandbox, kind, n);
  return [
    {
      what: `CPU time of the daemon until ${n} programs are FATAL, with its own start`,
      unit: 'ms',
      values,
      targets: [{ says: 'at most 300 ms', reached: values.vigild, limit: 300 }],
    },
  ];
}

async function measure(sandbox, kind, count) {
  const supervised = new Supervised(
    sandbox,
    kind,
    `[program:crash]
command=/bin/false
process_name=%(program_name)s_%(process_num)03d
numprocs=${count}
stdout_logfile=NONE
stderr_logfile=NONE
`,
  );
  await supervised.launchInBackground();
  if (kind === 'vigild') sandbox.noteRunDirectory(supervised.pid);
  await until(() => (supervised.text().match(/entered FATAL state/g)?.length ?? 0) >= count, {
    every: 100,
    what: 'FATAL',
  });
  const cpu = cpuTicksMs(supervised.pid);
  await supervised.stop();
  return cpu;
}
