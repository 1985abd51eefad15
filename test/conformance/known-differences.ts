/**
 * Where vigild differs from supervisord on purpose, or from the version that Debian packages. Each entry brings what
 * the two sides wrote to a common form, and says why they need not agree.
 */
export interface KnownDifference {
  readonly reason: string;
  /** Default: every scenario. */
  readonly scenarios?: readonly string[];
  /** The names of the observations that it touches. */
  readonly observation: RegExp;
  /** Null stands for: there was nothing of this name. */
  readonly agree: (text: string | null) => string | null;
}

/** Processes whose command is found but cannot be started, because of its directory, its user or its format. */
const FAILS_IN_CHILD = /(?:process|out\/)(?: ?)(lost|other|nowhere|notascript)\b/;

/**
 * Supervisor learns about these failures from its forked child, which exits with status 127 and writes the reason to
 * the program's log. In vigild the spawn itself fails, with the reason in the activity log and in `spawnerr`.
 */
const FAILED_IN_CHILD: readonly KnownDifference[] = [
  {
    reason:
      'A start that fails in the child is a spawn error in vigild, and an exit with status 127 in Supervisor.',
    scenarios: ['placement', 'failed-placement', 'dropped-privileges', 'ordinary-user'],
    observation: FAILS_IN_CHILD,
    agree: (text) =>
      text
        ?.replaceAll(/^INFO spawned: .*\nWARN exited: .* \(exit status 127; not expected\)\n/gm, '')
        .replace(/^supervisor: couldn't .*\nsupervisor: child process was not spawned\n$/, '') || null,
  },
  {
    reason:
      "The line in which vigild says why the start failed has no counterpart in Supervisor's activity log.",
    scenarios: ['placement', 'failed-placement', 'dropped-privileges', 'ordinary-user'],
    observation: /: INFO spawnerr: couldn't (setuid to|chdir to|exec) /,
    agree: () => null,
  },
];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: 'vigild keeps a history beside its activity log.',
    observation: /^(?:contents|kind) of \S+\.history$/,
    agree: () => null,
  },
  {
    reason: 'vigild names the processes that a program leaves behind; Supervisor does not know of them.',
    observation: /^(supervisord\.log|daemon\.stdout): daemon$/,
    agree: (text) =>
      text
        ?.split('\n')
        .filter((line) => !/^WARN \S+ left processes behind, which are let alone: /.test(line))
        .join('\n') ?? null,
  },
  {
    reason:
      'vigild follows the error with an indented line that says where it is and what to write instead; the sentence ' +
      'itself and the last line are compared.',
    observation: /stderr$/,
    agree: (text) => text?.replaceAll(/^ {2}\S.*\n/gm, '') ?? null,
  },
  {
    reason: "The help is in vigil's own words. Its first line, which scripts look for, is compared.",
    scenarios: ['usage-errors'],
    observation: /^note: (-h|--help): stdout$/,
    agree: (text) => text?.split('\n')[0] ?? null,
  },
  {
    reason: "The version is vigil's own; that it is a version, alone on its line, is compared.",
    scenarios: ['usage-errors'],
    observation: /^note: (-v|--version): stdout$/,
    agree: (text) => text?.replace(/^\d+\.\d+\.\d+$/m, '<version>') ?? null,
  },
  {
    reason:
      'Output goes through named pipes, which the child holds open for reading and writing, so that they outlive the ' +
      "daemon; Supervisor's anonymous pipes are open in one direction.",
    observation: /^contents of /,
    agree: (text) =>
      text?.replaceAll(/^flags ([01]): flags:(?:0[01]|0100002)$/gm, 'flags $1: <pipe>') ?? null,
  },
  {
    reason:
      "Supervisor's children start with SIGPIPE and SIGXFSZ ignored, because its Python does. vigild gives every " +
      "program the default dispositions; of glibc's own signals 32 and 33 posix_spawn takes care.",
    scenarios: ['signal-state-and-limits'],
    observation: /^contents of out\/signals\.txt$/,
    agree: (text) =>
      text?.replace(/^SigIgn:\t(0000000001001000|0000000180000000|0000000000000000)$/m, 'SigIgn: <none>') ??
      null,
  },
  {
    reason:
      'Orphans of programs become children of vigild, which says at debug level that it reaped them. Supervisor only ' +
      'sees them where it is pid 1.',
    observation: /^(supervisord\.log|daemon\.stdout): daemon$/,
    agree: (text) => text?.replaceAll(/^DEBG reaped unknown pid .*\n/gm, '') ?? null,
  },
  ...FAILED_IN_CHILD,
  {
    reason:
      'Whether Supervisor still says "waiting for ... to stop", and how often, depends on the turn of its loop in which ' +
      'the process is gone. For a process that takes its time (named "stubborn") it has to be said.',
    observation: /: process /,
    agree: (text) =>
      text
        ?.replaceAll(/^INFO waiting for (?!stubborn)\S+ to stop\n?/gm, '')
        .replaceAll(/^(INFO waiting for stubborn to stop)(\n\1)+/gm, '$1') ?? null,
  },
  {
    reason:
      'Supervisor repeats "waiting for ... to die" every 3 s and stops one group a second; vigild, which is faster, ' +
      'has less to say. Which processes the first line names is compared.',
    observation: /^(supervisord\.log|daemon\.stdout): daemon$/,
    agree: (text) =>
      text?.replace(/(^INFO waiting for .* to die$)(\nINFO waiting for .* to die$)+/m, '$1') ?? null,
  },
];
