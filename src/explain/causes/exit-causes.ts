/** What an exit status or a signal by itself tells. */
import { foregroundCure } from '../../core/foreground-commands.ts';
import { SIGKILL, signalName } from '../../core/signals.ts';
import { type Cause, SEE_ITS_LOG } from '../explanation.ts';
import type { ExplainFacts } from '../facts.ts';
import { durationText, plural, signalInCode, signalWords } from '../words.ts';
import { type CauseRule, certain, exitCode, likely, possible, runEnd } from './cause-rule.ts';
import { execCause } from './command-causes.ts';
import { lastWords, missingLibrary, setprivFailure } from './output-causes.ts';

const SHELL_WORDS = ['&&', '||', '|', ';', '>', '>>', '<', '2>&1', '&'];

/** Words that mean something to a shell only: the program got them as arguments. */
export const shellSyntax: CauseRule = (facts) => {
  const code = exitCode(facts);
  const word = facts.words.slice(1).find((argument) => SHELL_WORDS.includes(argument));
  if (code === null || word === undefined) return null;
  return likely(
    'shell-syntax',
    `command= contains "${word}", which only a shell understands; the program got it as an argument`,
    `write command=sh -c '...' around it`,
  );
};

/** 126 and 127 are what shells, env, nohup and setpriv answer for a command that they cannot run. */
export const commandInside: CauseRule = (facts) => {
  const code = exitCode(facts);
  if (code !== 126 && code !== 127) return null;
  const failed = setprivFailure(facts);
  if (failed !== null) return execCause(facts, failed.errno);
  const { lines } = facts;
  // The loader's own words say more.
  if (code === 127 && missingLibrary(facts) !== null) return null;
  if (code === 127) {
    const name = lines.map(missingCommand).find((found) => found !== null);
    return certain(
      'shell-command-not-found',
      name === undefined
        ? 'status 127: a command that it runs was not found'
        : `status 127: the command "${name}" that it runs was not found`,
      'install it, correct its name, or set PATH in environment=',
    );
  }
  const path = lines.map(
    (line) => /([^\s:]+): (?:permission denied|is a directory|exec format error)/i.exec(line)?.[1],
  );
  const found = path.find((text) => text !== undefined);
  const user = facts.policy?.user ?? null;
  const cure =
    found === undefined ? 'make it executable (chmod +x)' : `make it executable: chmod +x ${found}`;
  return certain(
    'shell-command-not-executable',
    `status 126: ${found === undefined ? 'a command that it runs' : found} was found, but may not be executed`,
    user === null ? cure : `${cure}, and let user ${user} enter every directory above it`,
  );
};

/** `sh: 1: foo: not found`, `bash: line 1: foo: command not found`, `env: 'foo': No such file or directory`. */
function missingCommand(line: string): string | null {
  const shell = /(?:^|[\s:])([^\s:'"]+): (?:command )?not found/.exec(line)?.[1];
  return (
    shell ??
    /^(?:\/usr\/bin\/)?env: [\u2018'"]?([^:\u2019'"]+)[\u2019'"]?: No such file/.exec(line)?.[1] ??
    null
  );
}

/** SIGKILL that the daemon did not send: the kernel, or somebody. */
export const killed: CauseRule = (facts) => {
  const end = runEnd(facts);
  const isDirect = end?.status?.kind === 'signaled' && end.status.signal === SIGKILL;
  if (end === null || (!isDirect && exitCode(facts) !== 137)) return null;
  if (isDirect && end.sentSignal === SIGKILL) return null;
  const { isLogged = null, killedInGroup = null } = facts.machine.memory ?? {};
  const cure = 'give it more memory (the machine, the container, MemoryMax), or make it use less';
  if (isLogged === true) {
    return certain('oom-kill', `the kernel killed it for memory (its log names pid ${end.pid})`, cure);
  }
  const whom = isDirect ? 'it was' : 'status 137 (128 + 9): a process that it ran was';
  const sender = facts.knowsSentSignals ? 'by SIGKILL that vigild did not send' : 'by SIGKILL';
  if (killedInGroup !== null && killedInGroup > 0) {
    const count = `the kernel has killed ${plural(killedInGroup, 'process', 'processes')} of this control group for memory`;
    return likely('oom-kill', `${whom} killed ${sender}, and ${count}`, cure);
  }
  return possible(
    'killed-from-outside',
    `${whom} killed ${sender}: possibly the kernel's OOM killer (out of memory), or somebody's kill -9`,
    'look for "Out of memory" or "oom-kill" in the kernel log: dmesg, journalctl -k',
  );
};

const CRASHES = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];

/** Signals of a limit, with where it is set. */
const LIMITS: ReadonlyMap<string, string> = new Map([
  ['SIGXCPU', 'ulimit -t, LimitCPU= in a systemd unit'],
  ['SIGXFSZ', 'ulimit -f, LimitFSIZE= in a systemd unit'],
]);

export const signalled: CauseRule = (facts) => {
  // That says more.
  if (killed(facts) !== null) return null;
  const end = runEnd(facts);
  if (end?.status?.kind !== 'signaled') return childSignalled(facts);
  const name = signalName(end.status.signal);
  const words = signalWords(name);
  const meaning = words === null ? '' : `: ${words}`;
  if (end.sentSignal === end.status.signal) return byOperator(facts, name);
  const limit = LIMITS.get(name);
  if (limit !== undefined) {
    return certain(
      'limit-reached',
      `it was ended by ${name}${meaning}`,
      `raise the limit of the daemon or of the program (${limit}), or make it use less`,
    );
  }
  if (CRASHES.includes(name)) {
    const core = end.status.coreDumped
      ? 'look at its core dump (coredumpctl, gdb)'
      : 'to get a core dump: ulimit -c unlimited before the daemon starts';
    return certain(
      'crashed',
      `it crashed with ${name}${meaning}`,
      `a fault of the program, of its data or of a library: ${core}`,
    );
  }
  const sender = facts.knowsSentSignals ? ', which vigild did not send' : '';
  return likely(
    'signalled-from-outside',
    `it was ended by ${name}${sender}${meaning}`,
    'somebody or something on this machine sent it: a script, a log rotation, another supervisor',
  );
};

function childSignalled(facts: ExplainFacts): Cause | null {
  const code = exitCode(facts);
  const name = code === null ? null : signalInCode(code);
  if (code === null || name === null) return null;
  const words = signalWords(name);
  return likely(
    'ended-by-signal-inside',
    `status ${code} is 128 + ${code - 128}: a process that it ran was ended by ${name}${words === null ? '' : ` (${words})`}`,
    'look at what the program runs; command=exec ... in scripts makes the inner process the program itself',
  );
}

/** What vigild sent, and nobody asked for, tells nothing. */
function byOperator({ lastCommand, state, now }: ExplainFacts, name: string): Cause | null {
  if (state === 'STOPPED' || state === 'STOPPING') return null;
  if (lastCommand?.verb !== 'signal') return null;
  const by = lastCommand.by === null ? 'an operator' : lastCommand.by;
  const ago = durationText(now - lastCommand.at);
  return certain(
    'signalled-by-operator',
    `${by} sent it ${name} ${ago} ago, with the action signal`,
    'nothing, if it was meant so',
  );
}

/** A command that goes into the background by itself. */
export const daemonized: CauseRule = (facts) => {
  const end = runEnd(facts);
  if (end === null || exitCode(facts) !== 0) return null;
  const cure = foregroundCure(facts.words);
  if (cure === null) return null;
  return likely(
    'daemonized',
    `it went into the background by itself: the process that was started ended with status 0 after ${durationText(end.uptime)}`,
    `keep it in the foreground: ${cure}`,
  );
};

export const endedAtOnce: CauseRule = (facts) => {
  const end = runEnd(facts);
  if (end === null || exitCode(facts) !== 0) return null;
  if (facts.state === 'EXITED') {
    return certain(
      'finished',
      `it did its work and ended with status 0 after ${durationText(end.uptime)}`,
      'nothing, if that was its task; autorestart=true starts it again each time',
    );
  }
  const startsecs = facts.policy?.startsecs ?? 1;
  return likely(
    'ended-at-once',
    `it ended by itself with status 0 after ${durationText(end.uptime)}, before startsecs=${startsecs} was over`,
    'a program that is done quickly wants startsecs=0 and autorestart=false; one that goes into the background must be kept in the foreground',
  );
};

/** Nothing better is known than its own words. */
export const ownError: CauseRule = (facts) => {
  const code = exitCode(facts);
  if (code === null || code === 0) return null;
  const words = lastWords(facts);
  const isExpected = facts.policy?.exitcodes.includes(code) === true && facts.state === 'EXITED';
  if (isExpected)
    return certain(
      'finished',
      `it ended with status ${code}, which exitcodes expects`,
      'nothing, if that was its task',
    );
  return possible(
    'own-error',
    words === null
      ? `it ended by itself with status ${code}, and wrote nothing`
      : `it ended with status ${code}; its last words: ${words}`,
    words === null ? 'run its command by hand, as its user and in its directory' : tailCure(facts),
  );
};

/** Its words are all there is. */
export const unknownEnd: CauseRule = (facts) => {
  const words = lastWords(facts);
  if (words === null) {
    return possible(
      'unknown',
      'it ended, and wrote nothing that tells why',
      'run its command by hand, as its user and in its directory',
    );
  }
  return possible('own-error', `it ended; its last words: ${words}`, tailCure(facts));
};

function tailCure({ namespec, output }: ExplainFacts): string {
  return `${SEE_ITS_LOG}vigilctl tail ${namespec}${output?.stream === 'stderr' ? ' stderr' : ''}`;
}
