/** Which rows of a list of equal heights are to be made, so that a list of any length costs the same. */

export interface Viewport {
  readonly scrollTop: number;
  readonly height: number;
}

export interface RowRange {
  /** Index of the first row, and of the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Rows beyond the edges that are made too, so that scrolling shows no gaps. */
const OVERSCAN = 8;

export function visibleRows(viewport: Viewport, rowHeight: number, count: number): RowRange {
  const first = Math.floor(viewport.scrollTop / rowHeight) - OVERSCAN;
  const last = Math.ceil((viewport.scrollTop + viewport.height) / rowHeight) + OVERSCAN;
  const from = Math.max(0, Math.min(first, count));
  return { from, to: Math.max(from, Math.min(last, count)) };
}

/** Where to scroll so that the row is in view; where it is when it already is. */
export function scrolledTo(index: number, rowHeight: number, viewport: Viewport): number {
  const top = index * rowHeight;
  const bottom = top + rowHeight;
  if (top < viewport.scrollTop) return top;
  if (bottom > viewport.scrollTop + viewport.height) return bottom - viewport.height;
  return viewport.scrollTop;
}
