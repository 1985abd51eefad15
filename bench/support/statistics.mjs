export function median(numbers) {
  return quantile(numbers, 0.5);
}

export function quantile(numbers, fraction) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
}

/** The median of `a[i] / b[i]`: pairs were measured one right after the other, so both met the same machine. */
export function pairedRatio(a, b) {
  return median(a.map((value, index) => value / b[index]));
}
