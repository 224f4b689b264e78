import { parseExpression } from './parse-expression.ts';

/** A piece of a text of n8n: shown as it is, or JavaScript whose value is shown in its place. */
export type TemplatePart = { kind: 'text'; text: string } | { kind: 'code'; code: string };

const OPEN = /(?<!\\)\{\{/;

/** An expression with more `}}` in it is none that a person wrote. */
const MOST_ENDS = 50;

/**
 * The parts of a text with `{{ … }}` in it; `\{{` is text. An expression goes to the first `}}` with which it is one, so that
 * braces in its texts and objects belong to it. What can be none goes to the first `}}`, and whoever parses it says why.
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let rest = text;
  for (;;) {
    const open = OPEN.exec(rest);
    const before = rest.slice(0, open?.index);
    if (before !== '') parts.push({ kind: 'text', text: before });
    if (open === null) return parts;
    rest = rest.slice(open.index + 2);
    const end = endOfCode(rest);
    parts.push({ kind: 'code', code: rest.slice(0, end) });
    if (end === rest.length) return parts;
    rest = rest.slice(end + 2);
  }
}

/** Whether nothing but space stands around one expression, so that its value keeps its type. @returns its code */
export function wholeExpression(parts: readonly TemplatePart[]): string | undefined {
  const shown = parts.filter((part) => part.kind === 'code' || part.text.trim() !== '');
  const [only] = shown;
  return shown.length === 1 && only?.kind === 'code' ? only.code : undefined;
}

function endOfCode(rest: string): number {
  let end = rest.indexOf('}}');
  const first = end;
  for (let look = 0; end !== -1 && look < MOST_ENDS; look += 1) {
    if (typeof parseExpression(rest.slice(0, end)) !== 'string') return end;
    end = rest.indexOf('}}', end + 1);
  }
  return first === -1 ? rest.length : first;
}
