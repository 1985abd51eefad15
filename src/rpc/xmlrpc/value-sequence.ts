/**
 * A list whose items are made while it is written, one after the other: a thousand of them would live long enough to leave
 * the young generation of the heap, and the collector would go through all of it for each reply or two.
 */
import type { XmlRpcValue } from './values.ts';

export class ValueSequence {
  readonly #items: () => Iterable<XmlRpcValue>;

  /** `items` is called each time somebody reads it, and has to answer at once. */
  constructor(items: () => Iterable<XmlRpcValue>) {
    this.#items = items;
  }

  [Symbol.iterator](): Iterator<XmlRpcValue> {
    return this.#items()[Symbol.iterator]();
  }
}

/** What is written down at once: a value, a sequence, or the results of several calls, of which some may be sequences. */
export type WritableValue = XmlRpcValue | ValueSequence | readonly (XmlRpcValue | ValueSequence)[];

/** As an ordinary value. */
export function wholeValue(value: WritableValue): XmlRpcValue {
  if (value instanceof ValueSequence) return [...value];
  return hasSequence(value) ? value.map((item) => (item instanceof ValueSequence ? [...item] : item)) : value;
}

function hasSequence(value: WritableValue): value is readonly (XmlRpcValue | ValueSequence)[] {
  return Array.isArray(value) && value.some((item) => item instanceof ValueSequence);
}
