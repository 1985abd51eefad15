/** What the next word of a command line would be, where options come before other words. */
import { getopt, type OptionSpec } from '../core/getopt.ts';

export type OptionPlace<Spec extends OptionSpec> =
  | { readonly kind: 'value'; readonly option: Spec }
  /** `positionals`: the words before that are no options. */
  | { readonly kind: 'word'; readonly mayBeOption: boolean; readonly positionals: readonly string[] }
  /** After a mistake. */
  | { readonly kind: 'nowhere' };

/** No word of a command line can hold it. */
const MARK = '\0';

export function placeAfter<Spec extends OptionSpec>(
  before: readonly string[],
  specs: readonly Spec[],
): OptionPlace<Spec> {
  const result = getopt([...before, MARK], specs);
  if (result.kind === 'refused') return { kind: 'nowhere' };
  const { options, positionals } = result;
  const last = options.at(-1);
  if (last?.value === MARK) return { kind: 'value', option: last.spec };
  const mayBeOption = positionals.length === 1 && before.at(-1) !== '--';
  return { kind: 'word', mayBeOption, positionals: positionals.slice(0, -1) };
}
