/**
 * Goes into the background as vigild does. Arguments: what the second process does (`detach`, `decline`, `fail`, `be-killed`) and
 * a file where it says what it found before and after.
 */
import { appendFileSync, readFileSync, readlinkSync } from 'node:fs';
import { runInBackground, takeHandshake } from '../../src/os/daemonize.ts';
import { openLibc } from '../../src/os/native.ts';

const [behaviour, report = '/dev/null'] = process.argv.slice(2);
const libc = openLibc();
const handshake = takeHandshake(libc, process.env);

if (handshake === null) {
  const outcome = runInBackground(libc, ['--v8-pool-size=0']);
  if (outcome.kind === 'declined') appendFileSync(report, 'declined\n');
  else process.exitCode = outcome.exitStatus;
} else if (behaviour === 'fail') {
  process.stderr.write('Error: told to fail\n');
  process.exitCode = 2;
} else if (behaviour === 'decline') {
  handshake.decline();
} else if (behaviour === 'be-killed') {
  process.kill(process.pid, 'SIGKILL');
} else {
  const [, , , , group, session] = readFileSync('/proc/self/stat', 'latin1').split(' ');
  const isLeader = [group, session].every((id) => id === String(process.pid));
  const variables = Object.keys(process.env).filter((name) => name.startsWith('VIGIL_'));
  const outcome = handshake.detach();
  const descriptors = [0, 1, 2].map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
  const facts = { isLeader, variables, outcome, descriptors, execArgv: process.execArgv };
  appendFileSync(report, `${JSON.stringify(facts)}\n`);
}
