/**
 * Every scenario runs under Debian's supervisord and under vigild at the same time; what they did is compared.
 *
 * `TEST_SUBJECT=supervisord` puts supervisord on both sides, which proves the scenarios themselves: whatever
 * differs then depends on chance.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DaemonKind } from '../support/daemon-command.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithPeer, isRoot, leaveOut } from '../support/peers.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { compare } from './compare.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { filesUnder, type Observation, observe } from './observation.ts';
import { type Scenario, ScenarioRun, untilSettled } from './scenario.ts';

const SCENARIOS = fileURLToPath(new URL('scenarios', import.meta.url));
const CHILDREN = fileURLToPath(new URL('../children', import.meta.url));

const names = readdirSync(SCENARIOS).sort();
const scenarios = await Promise.all(names.map(async (name) => [name, await loadScenario(name)] as const));

describeWithPeer('supervisord', 'vigild does what supervisord does', () => {
  describe.concurrent('in the scenario', () => {
    for (const [name, scenario] of scenarios) {
      if (scenario.needsRoot === true && !isRoot()) {
        leaveOut(name, 'it needs root');
        continue;
      }
      it(name, { timeout: 300_000 }, async () => {
        // Both come to their end before either failure is reported, so that nothing is left running.
        const [expected, actual] = await Promise.allSettled([
          runScenario(name, scenario, 'supervisord'),
          runScenario(name, scenario, testSubject()),
        ]);
        if (expected.status === 'rejected') throw expected.reason;
        if (actual.status === 'rejected') throw actual.reason;
        const sides = { supervisord: expected.value, vigild: actual.value };
        expect(compare(name, sides, KNOWN_DIFFERENCES)).toBe('');
      });
    }
  });
});

async function loadScenario(name: string): Promise<Scenario> {
  const path = join(SCENARIOS, name, 'scenario.ts');
  if (!existsSync(path)) return {};
  const module = (await import(path)) as { scenario: Scenario };
  return module.scenario;
}

async function runScenario(name: string, scenario: Scenario, kind: DaemonKind): Promise<Observation> {
  return withTempDir(async (directory) => {
    layOut(name, directory);
    const inputs = new Set(filesUnder(directory));
    const run = new ScenarioRun({ kind, directory, port: await freePort() });
    try {
      await (scenario.steps ?? startAndSettle)(run);
      await stopAll(run);
      return observe(run, scenario, inputs);
    } catch (error) {
      throw new Error(`${kind}: ${describeFailure(run, error)}`, { cause: error });
    } finally {
      for (const daemon of run.daemons) await daemon.destroy();
    }
  });
}

/** The scenario's files, the children, and `out`, where programs of any user may write. */
function layOut(name: string, directory: string): void {
  cpSync(join(SCENARIOS, name), directory, { recursive: true });
  rmSync(join(directory, 'scenario.ts'), { force: true });
  cpSync(CHILDREN, join(directory, 'children'), { recursive: true });
  mkdirSync(join(directory, 'out'), { recursive: true });
  chmodSync(join(directory, 'out'), 0o1777);
}

async function startAndSettle(run: ScenarioRun): Promise<void> {
  await untilSettled(await run.start());
}

/** Stops what the scenario left running, and notes what survives. */
async function stopAll(run: ScenarioRun): Promise<void> {
  for (const [index, daemon] of run.daemons.entries()) {
    if (daemon.isRunning()) await daemon.stop();
    if (run.notes.has('leftovers')) continue;
    const what = `leftovers of daemon ${index + 1} (${run.kind})`;
    await waitUntil(what, () => daemon.leftovers(), { accept: (leftovers) => leftovers.length === 0 });
  }
}

function describeFailure(run: ScenarioRun, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const logs = run.daemons.map((daemon) => `activity log:\n${daemon.log()}\n${daemon.output()}`);
  return [message, ...logs].join('\n');
}
