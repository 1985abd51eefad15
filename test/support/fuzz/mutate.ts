/** Good inputs made bad: bytes changed, parts cut, doubled and mixed, and words of the format thrown in. */
import type { Random } from '../random.ts';

export interface Breeding {
  /** Inputs that are good, or bad in a telling way. */
  readonly corpus: readonly (string | Uint8Array)[];
  /** Words that mean something in the format. */
  readonly words: readonly string[];
}

/** Larger inputs than this add nothing but time. */
const MAX_BYTES = 64 * 1024;
const MAX_CHANGES = 6;

export function mutate(random: Random, { corpus, words }: Breeding): Buffer {
  let input: Buffer = Buffer.from(random.pick(corpus) as string);
  for (let change = random.between(0, MAX_CHANGES); change > 0; change -= 1) {
    input = changed(input, random, { corpus, words }).subarray(0, MAX_BYTES);
  }
  return input;
}

function changed(input: Buffer, random: Random, { corpus, words }: Breeding): Buffer {
  const at = random.between(0, input.length);
  const end = Math.min(input.length, at + random.between(0, 40));
  const [before, part, behind] = [input.subarray(0, at), input.subarray(at, end), input.subarray(end)];
  switch (random.between(0, 7)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.between(0, 255)]), input.subarray(at + 1)]);
    case 1:
      return Buffer.concat([before, behind]);
    case 2:
      return Buffer.concat([before, part, part, behind]);
    case 3:
      return before;
    case 4: {
      const other = Buffer.from(random.pick(corpus) as string);
      return Buffer.concat([before, other.subarray(random.between(0, other.length))]);
    }
    case 5:
      return Buffer.concat([before, repeated(random.pick(words), random), input.subarray(at)]);
    default:
      return Buffer.concat([before, Buffer.from(random.pick(words)), behind]);
  }
}

/** Seldom very often: that is where quadratic time shows. */
function repeated(word: string, random: Random): Buffer {
  const times = random.between(0, 20) === 0 ? random.between(1000, 20_000) : random.between(1, 50);
  return Buffer.from(word.repeat(Math.min(times, Math.ceil(MAX_BYTES / word.length))));
}
