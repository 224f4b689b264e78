import type { MinutesRange } from '../plan/estimates.ts';

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `$12.30`; small amounts keep two significant digits, so that nothing that costs looks free. */
export function usd(amount: number): string {
  if (amount === 0 || amount >= 0.1) return `$${amount.toFixed(2)}`;
  return `$${amount.toFixed(1 - Math.floor(Math.log10(amount)))}`;
}

/** `5–10 min`, `7 min`, `1 h 5 min–2 h`; people's time has no estimate. */
export function minutesText({ min, max }: MinutesRange): string {
  if (max === 0) return '';
  if (min === max) return duration(max);
  return max < 60 ? `${min}–${max} min` : `${duration(min)} – ${duration(max)}`;
}

function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Pads every cell to the widest of its column; the last column stays as it is. */
export function alignColumns(rows: readonly (readonly string[])[]): string[][] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))),
  );
}

/** Breaks words at `width` characters; every line after the first is indented. */
export function wrapWords(
  words: readonly string[],
  separator: string,
  width: number,
  indent: string,
): string {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const next = index === words.length - 1 ? word : `${word}${separator}`;
    if (line !== '' && line.length + next.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += next;
  }
  lines.push(line.trimEnd());
  return lines.join(`\n${indent}`);
}
