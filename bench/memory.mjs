// Private memory (RssAnon) of the daemon: with nothing to do, with programs, after many replies, after many crashes.
import { createReadStream, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, countChildren, rssAnonMb } from './support/proc.mjs';
import { requestText } from './support/rpc.mjs';
import { kill } from './support/sandbox.mjs';
import { Supervised } from './support/supervised.mjs';
import { delay, until } from './support/wait.mjs';

export const title = 'private memory';

const REPLIES = 10_000;
const CRASHES = 100_000;
/** V8 collects once more by itself, some eight seconds after vigild had it collect. */
const SETTLE = 14_000;

export async function run({ sandbox, n = 1000, quick }) {
  const none = await Supervised.start(sandbox, 'vigild', '');
  const idle = await settled(none);
  await none.stop();
  const crash = join(sandbox.folder('memory'), 'crash-now');
  const vigild = await Supervised.start(sandbox, 'vigild', crashers(sandbox, n, crash));
  const many = await settled(vigild);
  const replies = quick ? 500 : REPLIES;
  await ask(vigild, replies);
  const replied = await settled(vigild);
  const crashes = quick ? 2000 : CRASHES;
  await crashUntil(vigild, { crash, crashes });
  await until(() => countChildren(vigild.pid) === n, { every: 100, what: 'the end of the crashes' });
  const churned = await settled(vigild);
  await vigild.stop();
  return [
    figure('with no program', { vigild: idle }, [{ says: 'at most 12 MB', reached: idle, limit: 12 }]),
    figure(`with ${n} programs`, { vigild: many }, [{ says: 'at most 20 MB', reached: many, limit: 20 }]),
    figure(`after ${replies} full status replies`, { vigild: replied }, [
      { says: 'at most 30 MB', reached: replied, limit: 30 },
    ]),
    figure(`then after ${crashes} crashes and restarts`, { vigild: churned }, [
      { says: 'within 10 % of what it was', reached: churned / replied, limit: 1.1 },
    ]),
  ];
}

function figure(when, values, targets) {
  return { what: `private memory ${when}`, unit: 'MB', values, targets };
}

async function settled(supervised) {
  await delay(SETTLE);
  return rssAnonMb(supervised.pid);
}

/** Two connections, so that a request waits already when the reply before is on its way. */
async function ask(supervised, count) {
  const request = requestText('supervisor.getAllProcessInfo');
  const client = async () => {
    const rpc = await supervised.rpc();
    for (let index = 0; index < count / 2; index += 1) await rpc.send(request);
    rpc.close();
  };
  await Promise.all([client(), client()]);
}

/** Programs that live on, unless there is a file `crash` when they start. */
function crashers(sandbox, count, crash) {
  return `[program:crash]
command=${sandbox.floor('crash')} ${crash}
process_name=%(program_name)s_%(process_num)05d
numprocs=${count}
autorestart=true
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;
}

/**
 * Nobody asks the daemon for anything: each program is killed, and crashes from then on about once a second, which is
 * as soon as vigild starts a program again that keeps exiting at once.
 */
async function crashUntil({ pid, log }, { crash, crashes }) {
  let offset = statSync(log).size;
  let seen = 0;
  writeFileSync(crash, '');
  for (const child of childrenOf(pid)) kill(child, 'SIGKILL');
  const counted = async () => {
    const { size } = statSync(log);
    if (size === offset) return false;
    // A line may be cut at the end: it is read again with the next piece.
    const text = await readText(log, offset, size - 1);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    offset += whole.length;
    seen += whole.match(/ exited: /g)?.length ?? 0;
    return seen >= crashes;
  };
  await until(counted, { every: 1000, within: 600_000, what: 'the crashes' });
  rmSync(crash);
}

async function readText(path, start, end) {
  let text = '';
  for await (const piece of createReadStream(path, { start, end, encoding: 'latin1' })) text += piece;
  return text;
}
