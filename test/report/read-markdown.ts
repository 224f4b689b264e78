/** Reads an implementation report back the way a GFM reader sees it, to compare it with the JSON. */

/** Rows of the table in a section, below its head; cells unescaped. */
export function tableRows(markdown: string, heading: string): string[][] {
  return sectionOf(markdown, heading)
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map(cells);
}

/** Lines of a section, up to the next heading. */
export function sectionOf(markdown: string, heading: string): string[] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`No heading ${heading} in the report`);
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  return length < 0 ? lines.slice(start + 1) : lines.slice(start + 1, start + 1 + length);
}

/** Splits at pipes that are not escaped (GFM). */
function cells(row: string): string[] {
  return row
    .slice(2, -2)
    .split(/(?<!\\)(?:\\\\)* \| /)
    .map(unescape);
}

function unescape(text: string): string {
  return text.replace(/\\([\\`*_{}[\]<>|~$#!+=.)-])/g, '$1').replaceAll('&amp;', '&');
}

/** All numbers of a text, in order. */
export function numbers(text: string): number[] {
  return Array.from(text.matchAll(/\d+(?:\.\d+)?/g), ([digits]) => Number(digits));
}
