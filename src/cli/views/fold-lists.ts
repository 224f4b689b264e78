import { shorten } from './terminal-text.ts';

const LONGEST_LIST = 4;
/** About two lines. */
const PREVIEW_COLUMNS = 170;

/**
 * Markdown for a terminal: a long list becomes the line before it, with its first items where that line announces them
 * (`15 nodes:`). Bold marks go, and blank lines around what was folded.
 */
export function foldLists(markdown: string): { text: string; folded: boolean } {
  const lines: string[] = [];
  let items: string[] = [];
  let folded = false;
  const endList = (): void => {
    if (items.length > LONGEST_LIST) {
      while (lines.at(-1) === '') lines.pop();
      lines.push(summary(lines.pop() ?? '', items));
      folded = true;
    } else lines.push(...items.map((item) => `- ${item}`));
    items = [];
  };
  for (const line of markdown.trimEnd().replaceAll('**', '').split(/\r?\n/)) {
    if (line.startsWith('- ')) items.push(line.slice(2));
    else {
      const isAfterFold = items.length > LONGEST_LIST;
      endList();
      if (line !== '' || !isAfterFold) lines.push(line);
    }
  }
  endList();
  return { text: lines.join('\n'), folded };
}

function summary(heading: string, items: readonly string[]): string {
  if (!heading.endsWith(':')) return heading === '' ? `${items.length} items` : heading;
  let text = heading;
  let shown = 0;
  for (const item of items) {
    const next = `${text} ${item},`;
    if (next.length > PREVIEW_COLUMNS - 12 && shown > 0) break;
    text = next;
    shown += 1;
  }
  const rest = items.length - shown;
  return rest === 0 ? text.slice(0, -1) : `${shorten(text.slice(0, -1), PREVIEW_COLUMNS)}, … ${rest} more`;
}
