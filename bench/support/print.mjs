/** A figure: what was measured, in which unit, by contender, and what was to be reached. */
export function printFigures(figures) {
  for (const { what, unit, values, targets = [], note } of figures) {
    process.stdout.write(`  ${what} [${unit}]\n`);
    for (const [name, value] of Object.entries(values)) {
      process.stdout.write(`    ${name.padEnd(24)}${numberText(value).padStart(10)}\n`);
    }
    for (const target of targets) {
      process.stdout.write(
        `    target: ${target.says}: ${numberText(target.reached)} ${isMet(target) ? 'reached' : 'MISSED'}\n`,
      );
    }
    if (note !== undefined) process.stdout.write(`    ${note}\n`);
  }
}

/** `limit` is the most, `least` the least that is wanted. */
export function isMet({ reached, limit, least }) {
  return limit === undefined ? reached >= least : reached <= limit;
}

export function numberText(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return size >= 1 ? value.toFixed(2) : value.toPrecision(2);
}
