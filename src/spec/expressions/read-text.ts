import type { ReadAs } from './expression-texts.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTemplate, wholeExpression, type TemplatePart } from './template.ts';

/** What a text stands for: itself, the value of one expression, or a text put together of both. */
export type ReadText =
  | { kind: 'literal'; text: string }
  | { kind: 'expression'; code: string }
  | { kind: 'template'; parts: TemplatePart[] };

/** Every place that takes expressions reads them by this, once; so all understand the same. */
export function readText(text: string, readAs: ReadAs): ReadText {
  switch (readAs) {
    case 'code':
    case 'condition':
      return readCode(text.replace(/^\s*=/, ''));
    case 'template':
      return { kind: 'template', parts: parseTemplate(text) };
    case 'value':
      return text.startsWith('=') ? readTemplate(text.slice(1)) : { kind: 'literal', text };
  }
}

/** Text in quotes may hold braces, too. */
function readCode(text: string): ReadText {
  const isBare = !text.includes('{{') || typeof parseExpression(text) !== 'string';
  return isBare ? { kind: 'expression', code: ` ${text.trim()} ` } : readTemplate(text);
}

function readTemplate(text: string): ReadText {
  const parts = parseTemplate(text);
  const code = wholeExpression(parts);
  return code === undefined ? { kind: 'template', parts } : { kind: 'expression', code };
}

/** The JavaScript in it. */
export function codesOf(read: ReadText): string[] {
  switch (read.kind) {
    case 'literal':
      return [];
    case 'expression':
      return [read.code];
    case 'template':
      return read.parts.flatMap((part) => (part.kind === 'code' ? [part.code] : []));
  }
}
