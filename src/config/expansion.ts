/** `%(name)s` in values. Source: Supervisor options.py, expand(); the names of each place are those of its get(). */
import { closestName } from '../core/closest-name.ts';
import { pythonRepr } from '../core/python-repr.ts';
import { formatTemplate, type PrintfNames } from './printf.ts';
import { compareCodePoints } from './python-text.ts';

type Names = ReadonlyMap<string, string | number>;

/** Two layers of names; where both have one, the upper layer's value counts. */
export class Expansions implements PrintfNames {
  readonly #lower: Names;
  readonly #upper: Names;

  constructor(lower: Names, upper: Names) {
    this.#lower = lower;
    this.#upper = upper;
  }

  get(name: string): string | number | undefined {
    return this.#upper.get(name) ?? this.#lower.get(name);
  }

  /** In the order of a Python dictionary that was filled with the lower layer and updated with the upper one. */
  entries(): Iterable<readonly [string, string | number]> {
    return new Map<string, string | number>([...this.#lower, ...this.#upper]);
  }
}

export type Expanded =
  | { readonly kind: 'expanded'; readonly text: string }
  /** `message` is Supervisor's text. */
  | { readonly kind: 'failed'; readonly message: string; readonly cure: string };

/** Expands a value; `label` is how the message calls it: `program:x.command`. */
export function expand(template: string, names: PrintfNames, label: string): Expanded {
  const result = formatTemplate(template, names);
  switch (result.kind) {
    case 'formatted':
      return { kind: 'expanded', text: result.text };
    case 'unknown-name':
      return unknownName({ template, label, name: result.name, names });
    default:
      return {
        kind: 'failed',
        message: `Format string ${pythonRepr(template)} for ${pythonRepr(label)} is badly formatted: ${result.reason}`,
        cure: 'Write a literal percent sign as "%%", and an expansion as "%(name)s"',
      };
  }
}

function unknownName(facts: {
  readonly template: string;
  readonly label: string;
  readonly name: string;
  readonly names: PrintfNames;
}): Expanded {
  const { template, label, name } = facts;
  const available = Array.from(facts.names.entries(), ([known]) => known).sort(compareCodePoints);
  const meant = closestName(name.slice(0, 100), available);
  const variable = name.startsWith('ENV_') ? `Set the environment variable "${name.slice(4)}"` : null;
  return {
    kind: 'failed',
    message:
      `Format string ${pythonRepr(template)} for ${pythonRepr(label)} contains names (${pythonRepr(name)}) ` +
      `which cannot be expanded. Available names: ${available.join(', ')}`,
    cure:
      meant === null
        ? (variable ?? 'Write one of the available names, or a literal percent sign as "%%"')
        : `${variable === null ? 'Write' : `${variable}, or write`} "%(${meant})s"`,
  };
}
