import { fenceOf, shorten } from './terminal-text.ts';

const LONGEST_LIST = 4;
const LONGEST_CODE = 12;
/** About two lines. */
const PREVIEW_COLUMNS = 170;

/**
 * Markdown for a terminal: a long list becomes one line with its first items, behind the line that announces it
 * (`15 nodes:`); a heading that is a sentence of its own stands for its list. Bold marks go, and blank lines around what
 * was folded. Long code is told by its length.
 */
export function foldLists(markdown: string): { text: string; folded: boolean } {
  const lines: string[] = [];
  let list: string[] = [];
  let folded = false;
  const endList = (): boolean => {
    const items = list.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
    const isLong = items.length > LONGEST_LIST;
    if (isLong) {
      while (lines.at(-1) === '') lines.pop();
      lines.push(...summary(lines.pop() ?? '', items));
      folded = true;
    } else lines.push(...list);
    list = [];
    return isLong;
  };
  for (const block of blocksOf(markdown)) {
    if (fenceOf(block) !== undefined) {
      endList();
      const code = block.split('\n');
      const isLong = code.length > LONGEST_CODE + 2;
      lines.push(...(isLong ? [`  ${code.length - 2} lines of code`] : code));
      folded ||= isLong;
      continue;
    }
    for (const line of block.replaceAll('**', '').split('\n')) {
      if (/^ *- /.test(line)) list.push(line);
      else if (!endList() || line !== '') lines.push(line);
    }
  }
  endList();
  return { text: lines.join('\n'), folded };
}

/** Code with its fences, and what stands between, in turns. */
function blocksOf(markdown: string): string[] {
  const blocks: string[][] = [[]];
  let fence: string | undefined;
  for (const line of markdown.trimEnd().split(/\r?\n/)) {
    if (fence === undefined) {
      fence = fenceOf(line);
      if (fence !== undefined) blocks.push([]);
      blocks.at(-1)?.push(line);
    } else {
      blocks.at(-1)?.push(line);
      if (line !== fence) continue;
      fence = undefined;
      blocks.push([]);
    }
  }
  return blocks.flatMap((lines) => (lines.length === 0 ? [] : [lines.join('\n')]));
}

function summary(heading: string, items: readonly string[]): string[] {
  if (heading.endsWith('.')) return [heading];
  if (heading.endsWith(':')) return [preview(heading, items)];
  return [...(heading === '' ? [] : [heading]), preview(`${items.length} points:`, items)];
}

function preview(heading: string, items: readonly string[]): string {
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
