/** What a program used in the last minutes, from samples of counters. */
import type { Usage } from '../wire.ts';

export interface UsageSeries {
  /** The newest sample, and when it was taken, in milliseconds. */
  readonly latest: Usage;
  readonly at: number;
  /** Shares of one processor between samples, oldest first; a gap in time is null. */
  readonly shares: readonly (number | null)[];
}

/** Four minutes of a sample every two seconds. */
const LONGEST = 120;

export function addSample(series: UsageSeries | undefined, latest: Usage, at: number): UsageSeries {
  if (series === undefined) return { latest, at, shares: [] };
  const elapsed = (at - series.at) / 1000;
  const used = latest.cpu - series.latest.cpu;
  // Counters that went back belong to another process.
  const share = elapsed <= 0 || used < 0 ? null : used / elapsed;
  return { latest, at, shares: [...series.shares, share].slice(-LONGEST) };
}

/** Points of a line in a box, newest at its right edge; the highest value, at least `full`, touches the top. */
export function sparkPoints(
  shares: readonly (number | null)[],
  box: { readonly width: number; readonly height: number; readonly full: number },
): string {
  const highest = Math.max(box.full, ...shares.map((share) => share ?? 0));
  const step = box.width / (LONGEST - 1);
  const begin = box.width - (shares.length - 1) * step;
  return shares
    .map((share, index) => {
      const y = box.height - 1 - ((share ?? 0) / highest) * (box.height - 2);
      return `${round(begin + index * step)},${round(y)}`;
    })
    .join(' ');
}

export function latestShare(series: UsageSeries | undefined): number | null {
  return series?.shares.at(-1) ?? null;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
