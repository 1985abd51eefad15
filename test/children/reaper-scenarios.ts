/** Plays one scenario around the reaper, named by its first argument, and prints what was delivered as JSON. */
import { readFileSync } from 'node:fs';
import type { ExitStatus } from '../../src/core/exit-status.ts';
import type { Pid } from '../../src/core/units.ts';
import { openLibc } from '../../src/os/native.ts';
import { becomeSubreaper, Reaper } from '../../src/os/reaper.ts';
import { spawnShell } from '../support/spawn-shell.ts';
import { waitUntil } from '../support/wait-until.ts';

type Delivery = { readonly pid: Pid; readonly status: ExitStatus };

const libc = openLibc();
const strangers: Delivery[] = [];
const errors: string[] = [];
const reaper = new Reaper({
  libc,
  onStranger: (pid, status) => strangers.push({ pid, status }),
  onListenerError: (error) => errors.push(String(error)),
});

/** Spawns each script and waits for every exit; gives them in the order of the scripts. */
async function exitsOf(scripts: readonly string[]): Promise<readonly (readonly ExitStatus[])[]> {
  const exits = scripts.map((script) => {
    const seen: ExitStatus[] = [];
    reaper.expect(spawnShell(libc, script), (_pid, status) => seen.push(status));
    return seen;
  });
  await waitUntil('every exit', () => exits.every((seen) => seen.length > 0));
  return exits;
}

const scenarios = {
  statuses: () => exitsOf(['exit 0', 'exit 3', 'exit 255', 'kill -TERM $$', 'kill -KILL $$']),

  many: () => exitsOf(Array.from({ length: 100 }, (_, code) => `exit ${code}`)),

  // Both end before the loop turns, so that they are reaped together.
  async throwingListener() {
    const delivered: Pid[] = [];
    const first = spawnShell(libc, 'exit 0');
    const second = spawnShell(libc, 'exit 0');
    const thrower = (pid: Pid) => {
      delivered.push(pid);
      throw new Error('listener failed');
    };
    reaper.expect(first, thrower);
    reaper.expect(second, thrower);
    await waitUntil('both exits', () => delivered.length === 2);
    return { delivered: delivered.sort(), spawned: [first, second].sort(), errors };
  },

  async orphan() {
    becomeSubreaper(libc);
    const [status] = await exitsOf(['(sleep 0.1; exit 7) & exit 0']);
    await waitUntil('the orphan', () => strangers.length > 0);
    return { status, strangers: strangers.map(({ status }) => status) };
  },

  // Nothing turns the event loop here, so only the call itself can deliver.
  reapNow() {
    const seen: ExitStatus[] = [];
    const child = spawnShell(libc, 'exit 5');
    reaper.expect(child, (_pid, status) => seen.push(status));
    while (!isZombie(child)) pauseBriefly();
    reaper.reapNow();
    reaper.reapNow();
    return seen;
  },

  expectTwice() {
    const child = spawnShell(libc, 'exit 0');
    reaper.expect(child, () => {});
    try {
      reaper.expect(child, () => {});
      return 'accepted';
    } catch (error) {
      return String(error).replace(String(child), 'PID');
    }
  },
} as const satisfies Record<string, () => unknown>;

function isZombie(pid: Pid): boolean {
  return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

/** Lets the kernel run others for a millisecond, without a turn of the event loop. */
function pauseBriefly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

const name = process.argv[2] as keyof typeof scenarios;
reaper.start();
const answer: unknown = await scenarios[name]();
process.stdout.write(JSON.stringify(answer));
