/** Spawns what the JSON text in its first argument says, waits for the exits and prints results and output as JSON. */
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { ExitStatus } from '../../src/core/exit-status.ts';
import { fileDescriptor } from '../../src/core/units.ts';
import { ChildSpawner, type SpawnChildResult, type SpawnRequest } from '../../src/os/child-process.ts';
import { keepInheritedFromChildren } from '../../src/os/descriptors.ts';
import { openLibc } from '../../src/os/native.ts';
import { Reaper } from '../../src/os/reaper.ts';
import { waitUntil } from '../support/wait-until.ts';

export interface SpawnOrder {
  readonly request: Partial<Pick<SpawnRequest, 'argv' | 'directory' | 'umask' | 'processGroup' | 'user'>> & {
    readonly path: string;
  };
  readonly environment?: readonly string[];
  readonly childOpenFiles?: number;
  readonly times?: number;
  /** A file for each of the child's descriptors from 3 on; they are opened in reverse. */
  readonly inherited?: readonly string[];
  /** Where the children's output goes. */
  readonly output: string;
}

export interface SpawnAnswer {
  readonly results: readonly SpawnChildResult[];
  readonly exits: readonly { readonly pid: number; readonly status: ExitStatus }[];
  readonly strangers: number;
  readonly output: string;
  readonly descriptorsBefore: number;
  readonly descriptorsAfter: number;
  readonly daemon: { readonly pid: number; readonly umask: number; readonly openFiles: string };
}

async function carryOut(order: SpawnOrder): Promise<SpawnAnswer> {
  const libc = openLibc();
  keepInheritedFromChildren(libc);
  const strangers: number[] = [];
  const exits: { pid: number; status: ExitStatus }[] = [];
  const reaper = new Reaper({
    libc,
    onStranger: (pid) => strangers.push(pid),
    onListenerError: (error) => {
      throw error;
    },
  });
  reaper.start();
  const spawner = new ChildSpawner({ libc, childOpenFiles: order.childOpenFiles ?? null });
  const output = fileDescriptor(openSync(order.output, 'a'));
  const nothing = fileDescriptor(openSync('/dev/null', 'r'));
  const inherited = [...(order.inherited ?? [])].reverse().map((path) => fileDescriptor(openSync(path, 'r')));
  const descriptorsBefore = countDescriptors();
  const results: SpawnChildResult[] = [];
  for (let time = 0; time < (order.times ?? 1); time += 1) {
    const result = spawner.spawnChild({
      argv: [order.request.path],
      directory: null,
      umask: null,
      processGroup: 'own',
      user: null,
      environment: order.environment ?? ['PATH=/usr/bin:/bin'],
      stdin: nothing,
      stdout: output,
      stderr: output,
      sockets: inherited.toReversed(),
      ...order.request,
    });
    results.push(result);
    if (result.kind === 'spawned') reaper.expect(result.pid, (pid, status) => exits.push({ pid, status }));
  }
  const spawned = results.filter((result) => result.kind === 'spawned').length;
  await waitUntil('every child to exit', () => exits.length, { accept: (count) => count === spawned });
  const descriptorsAfter = countDescriptors();
  closeSync(output);
  return {
    results,
    exits,
    strangers: strangers.length,
    output: readFileSync(order.output, 'utf8'),
    descriptorsBefore,
    descriptorsAfter,
    daemon: { pid: process.pid, umask: process.umask(), openFiles: softOpenFiles() },
  };
}

const countDescriptors = (): number => readdirSync('/proc/self/fd').length;

function softOpenFiles(): string {
  return /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '';
}

const order = JSON.parse(process.argv[2] ?? '') as SpawnOrder;
const answer = await carryOut(order);
rmSync(order.output);
process.stdout.write(JSON.stringify(answer));
