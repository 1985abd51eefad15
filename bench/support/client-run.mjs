// Runs of the clients, in turns with `node -e 0`.
import { median, pairedRatio } from './statistics.mjs';
import { COMMANDS, isInstalled, Supervised, sleepers } from './supervised.mjs';

/** Targets: at most `node` times `node -e 0`, and at most `supervisor` times supervisorctl. */
export async function clientTimes(sandbox, { programs, names, rounds, node, supervisor }) {
  const vigild = await Supervised.start(sandbox, 'vigild', sleepers(programs));
  const commands = {
    'node -e 0': [process.execPath, ['-e', '0']],
    vigilctl: client('vigild', vigild, names),
  };
  if (isInstalled('supervisord')) {
    const supervisord = await Supervised.start(sandbox, 'supervisord', sleepers(programs));
    commands.supervisorctl = client('supervisord', supervisord, names);
  }
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, [command, args]] of Object.entries(commands)) {
      if (name === 'supervisorctl' && round > 5) continue;
      const before = performance.now();
      await sandbox.spawn(command, args).ended;
      // The first round fills caches.
      if (round > 0) times[name].push(performance.now() - before);
    }
  }
  const targets = [
    {
      says: `at most ${node} × node -e 0`,
      reached: pairedRatio(times.vigilctl, times['node -e 0']),
      limit: node,
    },
  ];
  if (times.supervisorctl !== undefined) {
    const reached = median(times.vigilctl) / median(times.supervisorctl);
    targets.push({ says: `at most ${supervisor} × supervisorctl`, reached, limit: supervisor });
  }
  const values = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
  return [
    {
      what: `status of ${programs === 1 ? 'one program' : `${programs} programs`}`,
      unit: 'ms',
      values,
      targets,
    },
  ];
}

function client(kind, { configuration }, names) {
  return [COMMANDS[kind].client, ['-c', configuration, 'status', ...names]];
}
