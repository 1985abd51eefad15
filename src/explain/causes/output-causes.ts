/** Causes that programs name themselves, in their last lines. */
import type { ExplainFacts } from '../facts.ts';
import { type CauseRule, certain, likely } from './cause-rule.ts';

/** The last line that matches. */
function find({ lines }: ExplainFacts, pattern: RegExp): RegExpExecArray | null {
  for (const line of [...lines].reverse()) {
    const found = pattern.exec(line);
    if (found !== null) return found;
  }
  return null;
}

/** The dynamic loader's own messages, of glibc and of musl. */
export const missingLibrary: CauseRule = (facts) => {
  const library =
    find(facts, /error while loading shared libraries: ([^:]+):/) ??
    find(facts, /Error loading shared library ([^:]+):/);
  if (library !== null) {
    return certain(
      'missing-library',
      `the shared library ${library[1]} is missing or cannot be loaded`,
      `install the package that brings ${library[1]}, or name its directory in environment=LD_LIBRARY_PATH="..."`,
    );
  }
  const version = find(facts, /version [`'"]([A-Z]+[A-Z_]*_[\d.]+)' not found/);
  if (version === null) return null;
  return certain(
    'missing-library',
    `it needs ${version[1]}, which the C library of this system does not have`,
    'install a build for this system',
  );
};

export const diskFull: CauseRule = (facts) => {
  const found = find(facts, /no space left on device|ENOSPC|disk quota exceeded|EDQUOT/i);
  if (found === null) return null;
  return likely(
    'disk-full',
    `it could not write: ${found[0].toLowerCase()}`,
    'make room: df -h and df -i show where none is left',
  );
};

export const tooManyFiles: CauseRule = (facts) => {
  if (find(facts, /too many open files|EMFILE/i) === null) return null;
  return likely(
    'too-many-files',
    'it ran out of file descriptors',
    'raise the limit of open files (ulimit -n) of the daemon or of the program',
  );
};

export const outOfOwnMemory: CauseRule = (facts) => {
  const found = find(
    facts,
    /heap out of memory|OutOfMemoryError|\bMemoryError\b|cannot allocate memory|std::bad_alloc/i,
  );
  if (found === null) return null;
  return likely(
    'out-of-memory',
    `it got no more memory (${found[0]})`,
    "raise the program's own memory limit, or that of the machine or container",
  );
};

const MODULES = [
  /ModuleNotFoundError: No module named '([^']+)'/,
  /ImportError: No module named (\S+)/,
  /Cannot find (?:module|package) '([^']+)'/,
  /Could not find or load main class (\S+)/,
  /Can't locate (\S+\.pm) in @INC/,
  /cannot load such file -- (\S+)/,
] as const;

export const missingModule: CauseRule = (facts) => {
  for (const pattern of MODULES) {
    const module = find(facts, pattern)?.[1];
    if (module === undefined) continue;
    return likely(
      'missing-module',
      `its module ${module} is not found`,
      'install it where this program looks: see directory=, and PATH and the like in environment=',
    );
  }
  return null;
};

/** It stands beside another, or an earlier run that was killed has left its pid file, as in a container that was stopped. */
export const alreadyRunning: CauseRule = (facts) => {
  const found = find(
    facts,
    /.*(?:already running|another \S+(?: \S+)? is running|(?:pid|lock) ?file.*\balready exist|process already exists|can't lock \S*pid).*/i,
  );
  if (found === null) return null;
  const [line] = found;
  const file = /[^\s"'`(=]+\.pid\b/.exec(line)?.[0];
  return likely(
    'already-running',
    `it finds that it runs already: ${line.trim()}`,
    file === undefined
      ? 'end the one that runs: ps -ef shows it'
      : `end the one that runs; if there is none, remove ${file}, which a run that was killed has left`,
  );
};

const NOT_THERE =
  /no such file or directory|ENOENT|not found|does not exist|cannot find|can't find|(?:can't|cannot|could not|unable to|failed to) (?:open|read|load|stat|access)/i;
const CONFIGURATION = /[^\s"'`(<]*(?:\.(?:conf|cfg|cnf|ini|ya?ml|toml|properties|xml)|\/etc\/[^\s"'`:,)>]+)/i;

/** A file that the program itself looks for: its configuration, as a rule. */
export const fileNotFound: CauseRule = (facts) => {
  const line = find(facts, new RegExp(`.*(?:${NOT_THERE.source}).*`, 'i'))?.[0];
  if (line === undefined) return null;
  const configuration = CONFIGURATION.exec(line)?.[0]?.replace(/[:,.]+$/, '');
  if (configuration !== undefined && !/permission denied/i.test(line)) {
    return likely(
      'config-not-found',
      `it does not find its configuration file ${configuration}`,
      'correct the path in command=, or write the file; relative paths begin at directory=',
    );
  }
  const reason = /no such file|ENOENT|does not exist/i.exec(line);
  if (reason === null) return null;
  const path = subjectOf(line, reason.index);
  return likely(
    'file-not-found',
    path === null ? `a file that it needs is missing: ${line.trim()}` : `it does not find the file ${path}`,
    'correct the path, or make the file; relative paths begin at directory=',
  );
};

export const permissionDenied: CauseRule = (facts) => {
  const found = find(
    facts,
    /(.*?)(?:permission denied|EACCES|operation not permitted|read-only file system).*/i,
  );
  if (found === null) return null;
  const [line, before = ''] = found;
  const path = subjectOf(line, before.length);
  const user = facts.policy?.user ?? null;
  const who = user === null ? '' : ` as user ${user}`;
  return likely(
    'permission-denied',
    path === null ? `it lacks a permission${who}: ${line.trim()}` : `it may not use ${path}${who}`,
    path === null
      ? 'give its user what the line names'
      : `give its user the permission: see ls -ld ${path} and the directories above it`,
  );
};

/** Quotes of all kinds stand around a name, and colons behind it. */
const PATH = /(?:^|[\s"'`\u2018(=])(\/[^\s"'`\u2019:,)]+)/;
const QUOTED = /["'`\u2018]([^"'`\u2019\s]+)["'`\u2019]\s*$/;

/**
 * What a reason is about: programs write it right before the reason (`sh: 0: cannot open /srv/x: Permission denied`), behind
 * it (`No such file or directory: '/srv/x'`), or somewhere before, after their own name. Null for nothing to be found.
 */
function subjectOf(line: string, reasonAt: number): string | null {
  const before = line.slice(0, reasonAt).replace(/[\s:([]+$/, '');
  const nearest = before.split(': ').at(-1) ?? '';
  const found = PATH.exec(nearest) ?? QUOTED.exec(nearest) ?? PATH.exec(line.slice(reasonAt));
  return (found ?? PATH.exec(before))?.[1] ?? null;
}

export const dependencyDown: CauseRule = (facts) => {
  const found = find(facts, /.*(?:connection refused|ECONNREFUSED|could not connect to server).*/i);
  if (found === null) return null;
  return likely(
    'dependency-down',
    `something that it connects to does not answer: ${found[0].trim()}`,
    'start that first (priority=), and give this program more startretries, or let it wait by itself',
  );
};

export const hostNotFound: CauseRule = (facts) => {
  const found = find(
    facts,
    /.*(?:name or service not known|temporary failure in name resolution|nodename nor servname|could not resolve host|no such host|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|UnknownHostException).*/i,
  );
  if (found === null) return null;
  return likely(
    'host-not-found',
    `a host name that it uses has no address: ${found[0].trim()}`,
    'correct the name; if it is right, see whether this machine can look up names yet: getent hosts NAME',
  );
};

export const terminalNeeded: CauseRule = (facts) => {
  const found = find(
    facts,
    /.*(?:inappropriate ioctl for device|not a (?:tty|terminal)|failed tty get|cannot open \/dev\/tty|open \/dev\/tty:|error opening terminal|TERM environment variable not set|no controlling terminal).*/i,
  );
  if (found === null) return null;
  return likely(
    'terminal-needed',
    `it wants a terminal, and programs of a supervisor have none: ${found[0].trim()}`,
    `start it in a mode without one (batch, non-interactive, no -it), or give it one: command=script -qec '...' /dev/null`,
  );
};

export const badArguments: CauseRule = (facts) => {
  const found = find(
    facts,
    /.*(?:(?:unrecognized|unknown|invalid|illegal) (?:option|argument|flag|arguments)|unexpected argument|flag provided but not defined).*/i,
  );
  if (found === null) return null;
  return likely(
    'bad-arguments',
    `it does not understand its command line: ${found[0].trim()}`,
    'correct command=',
  );
};

/** setpriv switches the user and then runs the command: what failed there is in its words only. */
export function setprivFailure(facts: ExplainFacts): { readonly errno: string } | null {
  const reason = find(facts, /^setpriv: failed to execute .*: (.*)$/)?.[1];
  if (reason === undefined) return null;
  if (/permission denied/i.test(reason)) return { errno: 'EACCES' };
  if (/no such file/i.test(reason)) return { errno: 'ENOENT' };
  return { errno: /exec format/i.test(reason) ? 'ENOEXEC' : reason };
}

export function lastWords({ output }: ExplainFacts): string | null {
  return (
    [...(output?.lines ?? [])]
      .reverse()
      .find((line) => line.trim() !== '')
      ?.trim() ?? null
  );
}
