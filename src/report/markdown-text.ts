/**
 * Text from outside (titles, model output, n8n's answers) as plain words in Markdown: nothing in it can open a
 * table cell, a tag, a named link, a code span, a list or a new line.
 */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>|~$#!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A hash, short enough to read and long enough to find; anything that is not one is shown as plain text. */
export function hash(text: string): string {
  return /^[0-9a-f]{16,}$/.test(text) ? `\`${text.slice(0, 12)}\`` : plain(text);
}

/** A link, when the address is http(s) and holds nothing that could end it; else the plain label. */
export function link(label: string, url: string | null): string {
  return url !== null && /^https?:\/\/[^\s()<>|\\`]+$/.test(url) ? `[${plain(label)}](${url})` : plain(label);
}

/** A table; without rows the sentence `none`. Cells are Markdown already. */
export function table(head: string[], rows: string[][], none: string): string {
  if (rows.length === 0) return none;
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

/** A bullet list; without items the sentence `none`. */
export function bullets(items: string[], none: string): string {
  return items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n');
}

/** `2026-11-21T12:00:00.000Z` as `2026-11-21 12:00:00 UTC`; anything else as plain text. */
export function time(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : plain(iso);
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
