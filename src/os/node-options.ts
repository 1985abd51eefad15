/**
 * Options for the Node that stays: memory that a daemon holds for years counts for more than its peak speed. They must
 * stand on the command line: changed from within, V8 refuses the compiled code that is kept.
 */
export const FRUGAL = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=0'] as const;

/** Those of {@link FRUGAL} that the operator has said nothing about, neither on the command line nor in NODE_OPTIONS. */
export function missingOptions(
  execArgv: readonly string[],
  environment: NodeJS.ProcessEnv,
): readonly string[] {
  const said = new Set([...execArgv, ...(environment[VARIABLE] ?? '').split(/\s+/)].map(nameOf));
  return FRUGAL.filter((option) => !said.has(nameOf(option)));
}

/**
 * Those of `options` that a Node takes: it does not start with an option that it does not know, and a later one may have
 * dropped one of V8's. `version` is its own, such as 26.1.0. One that is newer than those that were tried is asked, which
 * takes 10 ms.
 */
export function takenOptions(
  options: readonly string[],
  { path = process.execPath, version = process.versions.node } = {},
): readonly string[] {
  if (options.length === 0 || Number.parseInt(version, 10) <= NEWEST_TRIED) return options;
  // Nobody else needs this module at a start.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const takes = (some: readonly string[]) =>
    spawnSync(path, [...some, '--version'], { stdio: 'ignore' }).status === 0;
  return takes(options) ? options : options.filter((option) => takes([option]));
}

/** A major version. With it, the smoke test sees a daemon that has all of {@link FRUGAL}. */
const NEWEST_TRIED = 26;

const VARIABLE = 'NODE_OPTIONS';

/** V8 takes underscores too, and `no-` before a name. */
function nameOf(option: string): string {
  const [name = ''] = option.split('=', 1);
  return name.replaceAll('_', '-').replace(/^--no-/, '--');
}
