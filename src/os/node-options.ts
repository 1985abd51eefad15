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

const VARIABLE = 'NODE_OPTIONS';

/** V8 takes underscores too, and `no-` before a name. */
function nameOf(option: string): string {
  const [name = ''] = option.split('=', 1);
  return name.replaceAll('_', '-').replace(/^--no-/, '--');
}
