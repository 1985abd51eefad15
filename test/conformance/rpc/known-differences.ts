/**
 * Where vigild's replies differ from supervisord's, on purpose or because Debian packages an older version. Each entry
 * brings both sides to a common form, and says why they need not agree.
 */
export interface RpcDifference {
  readonly reason: string;
  /** The titles of the steps that it touches. Default: all. */
  readonly steps?: RegExp;
  readonly agree: (sides: Sides) => Sides;
}

/** What came back, on each side. */
export interface Sides {
  readonly supervisord: string;
  readonly vigild: string;
}

/** Leaves header lines out of every reply. */
function withoutHeader(pattern: RegExp): (sides: Sides) => Sides {
  const agree = (text: string) => text.replaceAll(pattern, '');
  return ({ supervisord, vigild }) => ({ supervisord: agree(supervisord), vigild: agree(vigild) });
}

export const RPC_DIFFERENCES: readonly RpcDifference[] = [
  {
    reason: "The Server header names vigild; Supervisor's names the library that its server is made from.",
    agree: withoutHeader(/^Server: (?:Medusa\/1\.12|vigild\/\d+\.\d+\.\d+)\n/gm),
  },
  {
    reason: 'vigild says with each reply whether the connection stays; Supervisor says it to HTTP/1.0 alone.',
    agree: withoutHeader(/^Connection: (?:keep-alive|close)\n/gim),
  },
];

/** What is left to disagree on, readable; empty when the sides agree but for known differences. */
export function difference(sides: Sides, title: string): string {
  const { supervisord, vigild } = RPC_DIFFERENCES.filter(({ steps }) => steps?.test(title) !== false).reduce(
    (result, { agree }) => agree(result),
    sides,
  );
  return supervisord === vigild ? '' : `-- supervisord\n${supervisord}\n-- vigild\n${vigild}\n`;
}
