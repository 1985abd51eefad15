// Private memory (RssAnon) of the daemon: with nothing to do, with programs, after many replies, after many crashes.
import { rssAnonMb } from './support/proc.mjs';
import { requestText } from './support/rpc.mjs';
import { isInstalled, Supervised, sleepers } from './support/supervised.mjs';
import { delay, until } from './support/wait.mjs';

export const title = 'private memory';

const REPLIES = 10_000;
const CRASHES = 100_000;
const SETTLE = 3000;

export async function run({ sandbox, n = 1000, quick }) {
  const none = await start(sandbox, 'vigild', '');
  const idle = await settled(none);
  await none.stop();
  const vigild = await start(sandbox, 'vigild', sleepers(n));
  const many = await settled(vigild);
  const values = { none: { vigild: idle }, many: { vigild: many } };
  if (isInstalled('supervisord')) {
    const supervisord = await start(sandbox, 'supervisord', sleepers(n));
    values.many.supervisord = await settled(supervisord);
    await supervisord.stop();
  }
  const replies = quick ? 500 : REPLIES;
  await ask(vigild, replies);
  const replied = await settled(vigild);
  await vigild.stop();
  const crashes = quick ? 2000 : CRASHES;
  const churned = await afterCrashes(sandbox, crashes);
  return [
    figure('with no program', values.none, [{ says: 'at most 12 MB', reached: idle, limit: 12 }]),
    figure(`with ${n} programs`, values.many, [{ says: 'at most 20 MB', reached: many, limit: 20 }]),
    figure(`after ${replies} full status replies`, { vigild: replied }, [
      { says: 'at most 30 MB', reached: replied, limit: 30 },
    ]),
    figure(
      `after ${crashes} crashes, with 20 programs`,
      { vigild: churned.after, 'vigild, after a tenth': churned.early },
      [
        {
          says: 'within 10 % of what it was after a tenth of them',
          reached: churned.after / churned.early,
          limit: 1.1,
        },
      ],
    ),
  ];
}

function figure(when, values, targets) {
  return { what: `private memory ${when}`, unit: 'MB', values, targets };
}

function start(sandbox, kind, programs) {
  return Supervised.start(sandbox, kind, programs);
}

async function settled(supervised) {
  await delay(SETTLE);
  return rssAnonMb(supervised.pid);
}

async function ask(supervised, count) {
  const rpc = await supervised.rpc();
  const request = requestText('supervisor.getAllProcessInfo');
  for (let index = 0; index < count; index += 1) await rpc.send(request);
  rpc.close();
}

/** Programs that exit at once count as crashed runs, and the operator starts them again: the pace is the daemon's. */
async function afterCrashes(sandbox, crashes) {
  const programs = 20;
  const daemon = await start(
    sandbox,
    'vigild',
    `[program:crash]
command=/bin/false
process_name=%(program_name)s_%(process_num)02d
numprocs=${programs}
autostart=false
autorestart=false
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`,
  );
  const rpc = await daemon.rpc();
  let early = 0;
  const cycles = Math.ceil(crashes / programs);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await until(
      async () => !/>(STARTING|RUNNING|BACKOFF)</.test(await rpc.call('supervisor.startAllProcesses', true)),
      {
        every: 1,
      },
    );
    await until(async () => !/>(STARTING|RUNNING)</.test(await rpc.call('supervisor.getAllProcessInfo')), {
      every: 1,
    });
    if (cycle === Math.floor(cycles / 10)) early = await settled(daemon);
  }
  const after = await settled(daemon);
  rpc.close();
  await daemon.stop();
  return { early, after };
}
