/** Numbers as they stand in columns: short, and of one width where they can be. */

const UNITS = ['B', 'K', 'M', 'G', 'T'] as const;

/** `512 B`, `3.4 M`, `120 M`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `7s`, `12m 05s`, `3h 07m`, `12d 04h`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  if (total < 60) return `${total}s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}m ${two(total % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** Of one processor: `0.0 %`, `12.5 %`, `230 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent.toFixed(percent < 99.95 ? 1 : 0)} %`;
}

/** Local time of day, with the date when it was not today. */
export function formatTime(seconds: number, today: Date): string {
  const date = new Date(seconds * 1000);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === today.toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
