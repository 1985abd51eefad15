/** Commands that cannot be started at all: the file, its interpreter, its format. */
import type { Cause } from '../explanation.ts';
import type { ExecutableFinding, ExplainFacts } from '../facts.ts';
import { type CauseRule, certain, likely, spawnEnd } from './cause-rule.ts';

/** The command was not found, or what was found may not be run. */
export const commandNotRunnable: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'look-up') return null;
  const { message } = end;
  if (message.startsWith("can't parse command")) {
    return certain(
      'bad-command-line',
      `the command cannot be split into words: ${message}`,
      'mend its quotes',
    );
  }
  if (message.startsWith("can't find command")) return notFound(facts);
  const path = facts.machine.executable?.path ?? facts.words[0] ?? '';
  if (message.includes('is a directory')) {
    return certain('is-a-directory', `${path} is a directory, not a program`, 'name the program in it');
  }
  const { noexecMount } = facts.machine.executable ?? {};
  if (noexecMount !== undefined) return onNoexecMount(path, noexecMount);
  return certain(
    'not-executable',
    `${path} is there, but may not be executed`,
    `make it executable: chmod +x ${path}; or name what runs it, as in command=sh ${path}`,
  );
};

function onNoexecMount(path: string, mount: string): Cause {
  return certain(
    'not-executable',
    `${path} lies on ${mount}, which is mounted noexec: nothing there may be executed`,
    `move it elsewhere, or allow it: mount -o remount,exec ${mount}; a script may also be named as an argument, as in command=sh ${path}`,
  );
}

/** What a shell does itself. */
const BUILTINS = ['cd', 'source', '.', 'export', 'ulimit', 'umask', 'exec', 'eval', 'set', 'unset', 'alias'];
/** How variables begin that stand before a command. */
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** A word that only a shell could make a command of; null for others. */
function shellOnly(word: string): Cause | null {
  const wrap = "write command=sh -c '...' around it";
  if (BUILTINS.includes(word)) {
    const instead = word === 'cd' ? 'use directory=, or ' : '';
    return certain('shell-syntax', `"${word}" is no program but a word of the shell`, instead + wrap);
  }
  if (ASSIGNMENT.test(word)) {
    return certain(
      'shell-syntax',
      `"${word}" sets a variable in a shell only`,
      `use environment=, or write command=env ${word} ...`,
    );
  }
  if (/^[~$]/.test(word)) {
    const text = `"${word[0]}" in ${word} is replaced by shells only`;
    return certain('shell-syntax', text, 'write the whole path; %(ENV_HOME)s stands for the home directory');
  }
  return null;
}

function notFound({ words, machine }: ExplainFacts): Cause {
  const word = words[0] ?? '';
  const { searched = [], similar = null } = machine.executable ?? {};
  const shell = shellOnly(word);
  if (shell !== null) return shell;
  const meant = similar === null ? null : `did you mean "${similar}"?`;
  if (word.includes('/')) {
    return certain(
      'command-not-found',
      `there is no file ${word}${similar === null ? '' : `; there is ${similar}`}`,
      meant ?? 'correct the path in command=, or install what it belongs to',
    );
  }
  const path = searched.length === 0 ? 'of PATH' : `of PATH (${searched.join(':')})`;
  return certain(
    'command-not-found',
    `command "${word}" is in none of the directories ${path}`,
    meant ?? 'install it, or write command= with its whole path',
  );
}

/** The exec itself failed. */
export const execFailed: CauseRule = (facts) => {
  const end = spawnEnd(facts);
  if (end?.step !== 'exec') return null;
  return execCause(facts, end.errno ?? '');
};

/** `errno` is the name of what execve(2) answered. */
export function execCause({ machine, words }: ExplainFacts, errno: string): Cause {
  const path = machine.executable?.path ?? words[0] ?? 'the command';
  const special = machine.executable === null ? null : contentCause(machine.executable, path, errno);
  if (special !== null) return special;
  const mount = machine.executable?.noexecMount;
  if (errno === 'EACCES' && mount !== undefined) return onNoexecMount(path, mount);
  if (errno === 'EACCES') {
    return likely(
      'not-executable',
      `${path} may not be executed by the user that it should run as`,
      'check the permissions of the file and of every directory above it, and mount options such as noexec',
    );
  }
  if (errno === 'ENOENT') {
    return likely(
      'bad-interpreter',
      `${path} is there, but what it needs to start (interpreter or loader) is not`,
      'see its first line, or what "file" says of it',
    );
  }
  return certain(
    'exec-failed',
    `the kernel refuses to run ${path}: ${errno}`,
    'see execve(2) for what it means',
  );
}

function contentCause({ content }: ExecutableFinding, path: string, errno: string): Cause | null {
  if (content.kind === 'script' && content.hasCarriageReturn && errno === 'ENOENT') {
    return certain(
      'bad-interpreter',
      `the first line of ${path} ends in a carriage return (Windows line ends), so its interpreter "${content.interpreter}\\r" is not found`,
      `give it Unix line ends: sed -i 's/\\r$//' ${path}`,
    );
  }
  if (content.kind === 'script' && !content.isThere) {
    return certain(
      'bad-interpreter',
      `the first line of ${path} names the interpreter ${content.interpreter}, which is not there`,
      `install it, or correct the line "#!${content.interpreter}"`,
    );
  }
  if (content.kind === 'program' && content.machine !== content.here) {
    return certain(
      'wrong-architecture',
      `${path} is a program for ${content.machine}, and this machine is ${content.here}`,
      `install the build for ${content.here}`,
    );
  }
  if (content.kind === 'program' && content.loader !== null && !content.isLoaderThere) {
    return certain(
      'bad-interpreter',
      `${path} needs the loader ${content.loader}, which is not there: it was built for another system (glibc or musl)`,
      'install the build for this system',
    );
  }
  if (errno !== 'ENOEXEC') return null;
  if (content.kind === 'empty')
    return certain('no-exec-format', `${path} is an empty file`, 'write the program into it');
  if (content.kind === 'byte-order-mark') {
    return certain(
      'no-exec-format',
      `${path} begins with a byte order mark, so the kernel does not see its first line`,
      `take it out: sed -i '1s/^\\xef\\xbb\\xbf//' ${path}`,
    );
  }
  return certain(
    'no-exec-format',
    `${path} is no program: it has no first line such as "#!/bin/sh"`,
    'add that first line, or write command=sh with the file as its argument',
  );
}
