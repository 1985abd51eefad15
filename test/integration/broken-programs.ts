/** Programs that are broken in known ways, each with the one line that should name what is wrong with it. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BrokenProgram {
  readonly name: string;
  /** What comes after `[program:x]`, beside the defaults of the test. */
  readonly keys: string;
  /** The cause's kind. */
  readonly kind: string;
  /** The whole line of the cause. */
  readonly line: RegExp;
  readonly cure?: RegExp;
}

const shell = (script: string) => `command=sh -c ${JSON.stringify(script).replaceAll('%', '%%')}`;
const says = (words: string, status: number) => shell(`echo ${quoted(words)} >&2; exit ${status}`);
const quoted = (words: string) => `'${words.replaceAll("'", `'\\''`)}'`;

const OTHER_MACHINE = process.arch === 'x64' ? 183 : 62;

/** Makes the files that the programs below name. */
export function writeBrokenFiles(directory: string): void {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const write = (name: string, content: string | Buffer, mode = 0o755) => {
    writeFileSync(join(bin, name), content);
    chmodSync(join(bin, name), mode);
  };
  write('server', '#!/bin/sh\nexec sleep 1000\n');
  write('plain', '#!/bin/sh\nexec sleep 1000\n', 0o644);
  write('lost-interpreter', '#!/opt/nowhere/python3 -u\n');
  write('windows', '#!/bin/sh\r\nexit 0\r\n');
  write('no-first-line', 'sleep 1000\n');
  write('empty', '');
  write('foreign', foreignProgram());
  write('memcached', '#!/bin/sh\nexit 0\n');
  write(
    'listen.mjs',
    "import { createServer } from 'node:net';\ncreateServer().listen(Number(process.argv[2]), '127.0.0.1');\n",
  );
}

/** The head of a 64-bit little-endian program for a processor that this machine does not have. */
function foreignProgram(): Buffer {
  const head = Buffer.alloc(128);
  head.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(OTHER_MACHINE, 18);
  head.writeUInt32LE(1, 20);
  head.writeUInt16LE(64, 52);
  return head;
}

/** `port` is one that the program `holder` holds. */
export function brokenPrograms(port: number): readonly BrokenProgram[] {
  return [
    {
      name: 'mistyped',
      keys: 'command=sleeep 1000',
      kind: 'command-not-found',
      line: /^Cause +command "sleeep" is in none of the directories of PATH \(.*\/bin.*\)$/,
      cure: /did you mean "sleep"\?/,
    },
    {
      name: 'wrongpath',
      keys: 'command=%(here)s/bin/sevrer',
      kind: 'command-not-found',
      line: /^Cause +there is no file .*\/bin\/sevrer; there is .*\/bin\/server$/,
    },
    {
      name: 'plain',
      keys: 'command=%(here)s/bin/plain',
      kind: 'not-executable',
      line: /^Cause +.*\/bin\/plain is there, but may not be executed$/,
      cure: /chmod \+x .*\/bin\/plain/,
    },
    {
      name: 'folder',
      keys: 'command=%(here)s/bin',
      kind: 'is-a-directory',
      line: /^Cause +.*\/bin is a directory, not a program$/,
    },
    {
      name: 'interpreter',
      keys: 'command=%(here)s/bin/lost-interpreter',
      kind: 'bad-interpreter',
      line: /^Cause +the first line of .*\/lost-interpreter names the interpreter \/opt\/nowhere\/python3, which is not there$/,
    },
    {
      name: 'windows',
      keys: 'command=%(here)s/bin/windows',
      kind: 'bad-interpreter',
      line: /^Cause +the first line of .*\/windows ends in a carriage return/,
    },
    {
      name: 'textfile',
      keys: 'command=%(here)s/bin/no-first-line',
      kind: 'no-exec-format',
      line: /^Cause +.*\/no-first-line is no program: it has no first line such as "#!\/bin\/sh"$/,
    },
    {
      name: 'empty',
      keys: 'command=%(here)s/bin/empty',
      kind: 'no-exec-format',
      line: /^Cause +.*\/bin\/empty is an empty file$/,
    },
    {
      name: 'foreign',
      keys: 'command=%(here)s/bin/foreign',
      kind: 'wrong-architecture',
      line: /^Cause +.*\/foreign is a program for (?:arm64|x86-64), and this machine is \S+$/,
    },
    {
      name: 'nowhere',
      keys: 'command=sleep 1000\ndirectory=%(here)s/nowhere',
      kind: 'bad-directory',
      line: /^Cause +directory=.*\/nowhere does not exist$/,
      cure: /mkdir -p .*\/nowhere/,
    },
    {
      name: 'nodirectory',
      keys: 'command=sleep 1000\ndirectory=%(here)s/bin/server',
      kind: 'bad-directory',
      line: /^Cause +directory=.*\/bin\/server is not a directory$/,
    },
    {
      name: 'port',
      keys: `command=node %(here)s/bin/listen.mjs ${port}`,
      kind: 'port-in-use',
      line: new RegExp(`^Cause +port ${port} is held by node \\(pid \\d+, of program holder\\)$`),
      cure: /vigilctl stop holder/,
    },
    {
      name: 'inner127',
      keys: shell('no-such-command-at-all'),
      kind: 'shell-command-not-found',
      line: /^Cause +status 127: the command "no-such-command-at-all" that it runs was not found$/,
    },
    {
      name: 'inner126',
      keys: shell('%(here)s/bin/plain').replaceAll('%%', '%'),
      kind: 'shell-command-not-executable',
      line: /^Cause +status 126: .*\/bin\/plain was found, but may not be executed$/,
    },
    {
      name: 'inner137',
      keys: shell("sh -c 'kill -9 $$'; exit 137"),
      kind: 'killed-from-outside',
      line: /^Possible cause +status 137 \(128 \+ 9\): a process that it ran was killed by SIGKILL .*out of memory/,
    },
    {
      name: 'inner143',
      keys: shell('exit 143'),
      kind: 'ended-by-signal-inside',
      line: /^Likely cause +status 143 is 128 \+ 15: a process that it ran was ended by SIGTERM/,
    },
    {
      name: 'crash',
      keys: shell('kill -SEGV $$'),
      kind: 'crashed',
      line: /^Cause +it crashed with SIGSEGV: segmentation fault/,
    },
    {
      name: 'killed',
      keys: shell('kill -9 $$'),
      kind: 'killed-from-outside',
      line: /^Possible cause +it was killed by SIGKILL that vigild did not send: possibly the kernel's OOM killer/,
    },
    {
      name: 'terminated',
      keys: shell('kill -TERM $$'),
      kind: 'signalled-from-outside',
      line: /^Likely cause +it was ended by SIGTERM, which vigild did not send/,
    },
    {
      name: 'background',
      keys: 'command=%(here)s/bin/memcached -d',
      kind: 'daemonized',
      line: /^Likely cause +it went into the background by itself/,
      cure: /keep it in the foreground: leave out -d/,
    },
    {
      name: 'done',
      keys: 'command=true',
      kind: 'ended-at-once',
      line: /^Likely cause +it ended by itself with status 0 after [\d.]+ s, before startsecs=1000 was over$/,
    },
    {
      name: 'library',
      keys: says(
        'app: error while loading shared libraries: libfoo.so.1: cannot open shared object file: No such file or directory',
        127,
      ),
      kind: 'missing-library',
      line: /^Cause +the shared library libfoo\.so\.1 is missing or cannot be loaded$/,
    },
    {
      name: 'config',
      keys: 'command=cat %(here)s/missing.conf',
      kind: 'config-not-found',
      line: /^Likely cause +it does not find its configuration file .*\/missing\.conf$/,
    },
    {
      name: 'privileged',
      keys: says('nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)', 1),
      kind: 'privileged-port',
      line: /^Likely cause +it may not listen on port 80, which is below 1024: that takes root/,
    },
    {
      name: 'logfile',
      keys: says("PermissionError: [Errno 13] Permission denied: '/var/log/app/app.log'", 1),
      kind: 'permission-denied',
      line: /^Likely cause +it may not use \/var\/log\/app\/app\.log$/,
    },
    {
      name: 'full',
      keys: 'command=cp /proc/self/status /dev/full',
      kind: 'disk-full',
      line: /^Likely cause +it could not write: no space left on device$/,
    },
    {
      name: 'module',
      keys: `command=node -e "require('no-such-module')"`,
      kind: 'missing-module',
      line: /^Likely cause +its module no-such-module is not found$/,
    },
    {
      name: 'syntax',
      keys: 'command=ls /no-such-folder && sleep 1000',
      kind: 'shell-syntax',
      line: /^Likely cause +command= contains "&&", which only a shell understands/,
    },
    {
      name: 'option',
      keys: 'command=ls --no-such-option',
      kind: 'bad-arguments',
      line: /^Likely cause +it does not understand its command line: ls: unrecognized option/,
    },
    {
      name: 'ownwords',
      keys: says('the database schema is too old', 3),
      kind: 'own-error',
      line: /^Possible cause +it ended with status 3; its last words: the database schema is too old$/,
    },
    {
      name: 'waiting',
      keys: 'command=sleep 1000\nautostart=false',
      kind: 'not-started',
      line: /^Cause +autostart=false: nobody has started it yet$/,
    },
  ];
}
