/** Makes a named pipe, runs a shell that opens it as `/dev/stdout`, and prints what came through the pipe. */
import { openSync } from 'node:fs';
import { fileDescriptor } from '../../src/core/units.ts';
import { ChildSpawner, type SpawnRequest } from '../../src/os/child-process.ts';
import { ensureFifo, openChildEnd, openReadEnd, readAvailable } from '../../src/os/fifo.ts';
import { openLibc } from '../../src/os/native.ts';

const [path, userText] = process.argv.slice(2) as [string, string];
const user = JSON.parse(userText) as SpawnRequest['user'];
const libc = openLibc();
ensureFifo(libc, path, { mode: 0o600, owner: user });
const readEnd = openReadEnd(path);
const result = new ChildSpawner({ libc, childOpenFiles: null }).spawnChild({
  path: '/bin/sh',
  argv: ['sh', '-c', 'echo "opened by name" > /dev/stdout'],
  environment: [],
  directory: '/',
  umask: null,
  stdin: fileDescriptor(openSync('/dev/null', 'r')),
  stdout: openChildEnd(path),
  stderr: fileDescriptor(2),
  sockets: [],
  processGroup: 'own',
  user,
});
if (result.kind === 'failed') throw new Error(result.message);
libc.waitpid(result.pid, new Int32Array(1), 0);
const buffer = Buffer.alloc(4096);
const count = readAvailable(libc, readEnd, buffer);
process.stdout.write(typeof count === 'number' ? buffer.subarray(0, count) : count);
