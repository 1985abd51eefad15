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

/** As an ordinary value. */
export function wholeValue(value: XmlRpcValue | ValueSequence): XmlRpcValue {
  return value instanceof ValueSequence ? [...value] : value;
}
