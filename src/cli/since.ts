/** Points in time as people type them: how long ago, or a date and a time of day in the local zone. */
import { localDay } from '../core/calendar.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `2h`, `1d12h`, `2026-11-22`, `2026-11-22T10:00`, `10:00`. Unix time in seconds; null for anything else. */
export function parseSince(text: string, now: Date): number | null {
  const ago = secondsAgo(text);
  if (ago !== null) return Math.floor(now.getTime() / 1000) - ago;
  if (/^\d{1,2}:\d{2}(?::\d{2})?$/.test(text))
    return secondsOf(`${localDay(now)}T${text.replace(/^\d:/, '0$&')}`);
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text))
    return null;
  // A day alone would be taken for one of Greenwich.
  return secondsOf(text.length === 10 ? `${text}T00:00` : text);
}

function secondsAgo(text: string): number | null {
  if (!/^(?:\d+[smhdw])+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}

function secondsOf(text: string): number | null {
  const milliseconds = new Date(text).getTime();
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
