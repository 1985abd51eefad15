/**
 * The same command lines in all pairings of supervisorctl and vigilctl with supervisord and vigild: what is printed and
 * the exit statuses are those of Supervisor's own pair, but for the differences in `clients/known-differences.ts`.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleVigilctl } from '../support/bundle-vigilctl.ts';
import type { DaemonKind } from '../support/daemon-command.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { agreed, type TypedLine } from './clients/known-differences.ts';
import { BASE, LOCKED, LOCKED_STEPS, STEPS, type Step } from './clients/session-steps.ts';
import { type Outcome, TypedSession } from './clients/typed-session.ts';

type ClientKind = TypedLine['client'];

interface Pairing {
  readonly client: ClientKind;
  readonly daemon: DaemonKind;
}

const PAIRINGS: readonly Pairing[] = [
  { client: 'vigilctl', daemon: 'supervisord' },
  { client: 'supervisorctl', daemon: 'vigild' },
  { client: 'vigilctl', daemon: 'vigild' },
];

const SESSIONS = [
  { title: 'a session', config: BASE, steps: STEPS },
  { title: 'a session with a password', config: LOCKED, steps: LOCKED_STEPS },
] as const;

describeWithPeer('supervisord', 'the four pairings of clients and daemons', () => {
  for (const { title, config, steps } of SESSIONS) {
    describe(title, () => comparePairings(config, steps));
  }
});

function comparePairings(config: string, steps: readonly Step[]): void {
  const directories: TempDir[] = [];
  const directory = () => {
    const made = makeTempDir();
    directories.push(made);
    return made.path;
  };
  let expected: readonly Outcome[] = [];
  const actual = new Map<Pairing, readonly Outcome[]>();

  beforeAll(async () => {
    const commands = {
      supervisorctl: join(peerPath('supervisord'), '../supervisorctl'),
      vigilctl: await bundleVigilctl(directory()),
    };
    const run = ({ client, daemon }: Pairing) =>
      new TypedSession({ command: commands[client], daemon, directory: directory(), config }).run(steps);
    const runs = PAIRINGS.map(async (pairing) => actual.set(pairing, await run(pairing)));
    [expected] = await Promise.all([run({ client: 'supervisorctl', daemon: 'supervisord' }), ...runs]);
  }, 600_000);

  afterAll(() => {
    for (const made of directories) made.remove();
  });

  for (const pairing of PAIRINGS) {
    describe(`${pairing.client} with ${pairing.daemon}`, () => {
      for (const [index, step] of steps.entries()) {
        it(`${index}: ${step.line}`, () => {
          const theirs = expected[index];
          const ours = actual.get(pairing)?.[index];
          expect(theirs).toBeDefined();
          expect(ours).toBeDefined();
          if (theirs === undefined || ours === undefined) return;
          const sides = agreed({ expected: theirs, actual: ours }, { line: step.line, ...pairing });
          expect(sides.actual.stdout).toBe(sides.expected.stdout);
          // The last item that fails decides: without an order, no more is certain than that one did.
          const status = (outcome: Outcome) => (step.isUnordered ? outcome.status === 0 : outcome.status);
          expect(status(sides.actual)).toBe(status(sides.expected));
          if (step.comparesStderr) expect(sentences(sides.actual.stderr)).toBe(sides.expected.stderr);
        });
      }
    });
  }
}

/** Without the indented lines in which vigilctl says where an error is and what to do. */
function sentences(stderr: string): string {
  return stderr.replaceAll(/^ {2}\S.*\n/gm, '');
}
