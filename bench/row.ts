/** One line of the table that `npm run bench` prints. */
export interface Row {
  measure: string;
  /** What it may be at most, as the target says it. */
  atMost: string;
  measured: string;
}

export function printRows(rows: readonly Row[]): void {
  for (const { measure, atMost, measured } of rows) console.log(`| ${measure} | ${atMost} | ${measured} |`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
