// How long the daemon takes to answer while eight programs flood their logs. Each pause between two questions is
// random, so that they fall on any moment of the daemon's work.
import { floods } from './restart.mjs';
import { median, quantile } from './support/statistics.mjs';
import { isInstalled, Supervised } from './support/supervised.mjs';
import { delay } from './support/wait.mjs';

export const title = 'control latency during a flood of 8 writers';

export async function run({ sandbox, rounds = 200, quick }) {
  const ours = await measure(sandbox, 'vigild', quick ? 30 : rounds);
  const values = { vigild: median(ours), 'vigild, 99th percentile': quantile(ours, 0.99) };
  if (isInstalled('supervisord')) {
    const theirs = await measure(sandbox, 'supervisord', quick ? 10 : 50);
    values.supervisord = median(theirs);
  }
  return [
    {
      what: 'status of all during the flood, asked on an open connection',
      unit: 'ms',
      values,
      targets: [{ says: 'under 20 ms (median)', reached: values.vigild, limit: 20 }],
    },
  ];
}

async function measure(sandbox, kind, count) {
  const supervised = await Supervised.start(sandbox, kind, floods(sandbox, 8));
  const rpc = await supervised.rpc();
  const times = [];
  for (let index = 0; index < count; index += 1) {
    await delay(Math.random() * 40);
    const before = performance.now();
    await rpc.call('supervisor.getAllProcessInfo');
    times.push(performance.now() - before);
  }
  rpc.close();
  await supervised.stop();
  await sandbox.killAll();
  return times;
}
