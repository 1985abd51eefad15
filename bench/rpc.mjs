// Calls a second on one connection that is kept, one after another.
import { requestText } from './support/rpc.mjs';
import { isInstalled, Supervised, sleepers } from './support/supervised.mjs';

export const title = 'RPC rates';

export async function run({ sandbox, n = 1000, quick }) {
  const seconds = quick ? 1 : 5;
  const kinds = ['vigild', 'supervisord'].filter(isInstalled);
  const state = {};
  const all = {};
  for (const kind of kinds) {
    const supervised = await Supervised.start(sandbox, kind, sleepers(n));
    state[kind] = await rate(supervised, 'supervisor.getState', seconds);
    all[kind] = await rate(supervised, 'supervisor.getAllProcessInfo', seconds);
    // Supervisor takes ten seconds to stop them, which is not asked here.
    await sandbox.killAll();
  }
  return [
    {
      what: 'getState',
      unit: 'calls/s',
      values: state,
      targets: [{ says: 'at least 5,000/s', reached: state.vigild, least: 5000 }],
    },
    {
      what: `getAllProcessInfo of ${n}`,
      unit: 'calls/s',
      values: all,
      targets: [{ says: 'at least 100/s', reached: all.vigild, least: 100 }],
    },
  ];
}

async function rate(supervised, method, seconds) {
  const rpc = await supervised.rpc();
  const request = requestText(method);
  const warm = performance.now() + 1000;
  while (performance.now() < warm) await rpc.send(request);
  const before = performance.now();
  let count = 0;
  while (performance.now() - before < seconds * 1000) {
    await rpc.send(request);
    count += 1;
  }
  const took = (performance.now() - before) / 1000;
  rpc.close();
  return count / took;
}
