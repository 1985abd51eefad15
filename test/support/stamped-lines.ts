/** What a log holds whose lines are stamped: each line with the stamp before it. `isInsideLine`: the first has it already. */
export function stampedLines(text: string, stamp: string, isInsideLine = false): string {
  const lines = text.split('\n');
  const isStamped = (line: string, index: number) =>
    index === 0 ? text !== '' && !isInsideLine : index < lines.length - 1 || line !== '';
  return lines.map((line, index) => (isStamped(line, index) ? stamp + line : line)).join('\n');
}
