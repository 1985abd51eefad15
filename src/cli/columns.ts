/** Lays words out in columns, filled downwards, as Python's `cmd` module does: the fewest rows that fit the width. */
export function columns(words: readonly string[], width: number): readonly string[] {
  for (let rows = 1; rows < words.length; rows++) {
    const widths = columnWidths(words, rows);
    const total = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length);
    if (total <= width) return rowsOf(words, rows, widths);
  }
  return [...words];
}

const GAP = '  ';

function columnWidths(words: readonly string[], rows: number): readonly number[] {
  const widths: number[] = [];
  for (let start = 0; start < words.length; start += rows) {
    widths.push(Math.max(...words.slice(start, start + rows).map((word) => word.length)));
  }
  return widths;
}

function rowsOf(words: readonly string[], rows: number, widths: readonly number[]): readonly string[] {
  return Array.from({ length: rows }, (_, row) =>
    widths.flatMap((width, column) => words[row + column * rows]?.padEnd(width) ?? []).join(GAP),
  );
}
