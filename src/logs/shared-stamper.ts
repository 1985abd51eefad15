import type { LineStamper } from './line-stamper.ts';
import { openVectorStamper } from './vector-stamper.ts';
import { WordStamper } from './word-stamper.ts';

/** The stamper of all logs, made when the first of them needs it: most daemons have no log with stamps. */
export function sharedStamper(): () => LineStamper {
  let made: LineStamper | null = null;
  return () => {
    made ??= openVectorStamper() ?? new WordStamper();
    return made;
  };
}
