import { expect, test } from 'vitest';
import { lastWords, malformedCommand, noPipes, noProcess, type SpawnFailure } from './spawn-failures.ts';

test.each<[SpawnFailure, Partial<SpawnFailure>]>([
  [
    noPipes('web', 'EMFILE'),
    { message: "too many open files to spawn 'web'", step: 'set-up', errno: 'EMFILE' },
  ],
  [noPipes('web', 'EACCES'), { message: "unknown error making dispatchers for 'web': EACCES" }],
  [
    noProcess('web', 'EAGAIN'),
    { message: "Too many processes in process table to spawn 'web'", step: 'spawn', failure: 'spawn-error' },
  ],
  [noProcess('web', 'ENOMEM'), { message: "unknown error during fork for 'web': ENOMEM" }],
  [
    malformedCommand("echo 'x", 'No closing quotation'),
    { message: `can't parse command "echo 'x": No closing quotation`, failure: 'not-executable' },
  ],
])('%j', (failure, expected) => {
  expect(failure).toMatchObject(expected);
});

test('a child that could not become its program says so in two lines', () => {
  expect(lastWords("couldn't exec x: ENOENT")).toBe(
    "supervisor: couldn't exec x: ENOENT\nsupervisor: child process was not spawned\n",
  );
});
