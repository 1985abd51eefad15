/**
 * The first moments of vigild's command: which process is to be the daemon, and with which options of Node's. In a
 * bundle of its own, so that a process that only starts another does not load a daemon's code.
 */
import { isDecided, runInBackground, stayInForeground } from '../os/daemonize.ts';
import { execAgain } from '../os/exec-again.ts';
import { isGuarded } from '../os/guard.ts';
import { ignoreDebugSignal } from '../os/ignore-debug-signal.ts';
import { inheritedDescriptors } from '../os/inherited-descriptors.ts';
import { type Libc, openLibc } from '../os/native.ts';
import { missingOptions, takenOptions } from '../os/node-options.ts';
import { procFileSystem } from '../os/proc-file-system.ts';
import { tryWriteAll } from '../os/write-all.ts';
import { foregroundPlan, launchPlan } from './launch-plan.ts';
import { deathAtStart, FAILED, failureText } from './startup-error.ts';
import { hasPredecessor } from './upgrade/handover.ts';

const STDERR = 2;

/** Returns where this process is to go on as it is. */
function launch(environment: NodeJS.ProcessEnv): void {
  if (process.platform !== 'linux') return;
  const missing = missingOptions(process.execArgv, environment);
  const launched = {
    args: process.argv.slice(2),
    pid: process.pid,
    isStarted: isDecided(environment) || isGuarded(environment) || hasPredecessor(environment),
    lacksOptions: missing.length > 0,
  };
  const plan = launchPlan(launched);
  // Without /proc nothing can be started again. That is said where everything else is that refuses a start.
  if (plan === 'here' || procFileSystem() !== 'own') return;
  const libc = openLibc();
  const options = takenOptions(missing);
  if (plan === 'background') {
    ignoreDebugSignal(libc);
    const outcome = runInBackground(libc, options);
    if (outcome.kind === 'ended') end(outcome.exitStatus);
    stayInForeground(environment);
  }
  if (options.length > 0 && foregroundPlan(launched) === 'again') startAgain(libc, options);
}

function end(exitStatus: number): never {
  const death = deathAtStart(exitStatus);
  if (death !== null) tryWriteAll(STDERR, death);
  process.exit(exitStatus);
}

/** Returns where that is not possible: everything works without the options, too. */
function startAgain(libc: Libc, options: readonly string[]): void {
  execAgain(libc, {
    path: process.execPath,
    argv: [process.argv0, ...options, ...process.execArgv, ...process.argv.slice(1)],
    environment: process.env,
    descriptors: inheritedDescriptors(),
  });
}

try {
  launch(process.env);
} catch (error) {
  tryWriteAll(STDERR, `Error: vigild cannot start: ${failureText(error)}\n`);
  process.exit(FAILED);
}
