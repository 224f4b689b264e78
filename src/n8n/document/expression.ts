import type { JsonValue } from '../../protocol/json.ts';
import type { ReadAs } from '../../spec/expressions/expression-texts.ts';
import { printCode } from '../../spec/expressions/print-code.ts';
import { readText, type ReadText } from '../../spec/expressions/read-text.ts';
import type { TemplatePart } from '../../spec/expressions/template.ts';
import { mapTexts } from '../../spec/json-value.ts';
import { textSource } from '../../spec/expressions/text-source.ts';

/** n8n's expressions: text that begins with `=`, JavaScript between `{{` and `}}`. What a person wrote is read once, and printed here. */

/** A whole value computed by our own or printed JavaScript, e.g. `={{ $json.total }}`. */
export function expression(source: string): string {
  return `={{ ${printCode(source)} }}`;
}

/** JavaScript for what a person wrote, to stand within other JavaScript. */
export function sourceOf(text: string, readAs: ReadAs): string {
  return readSource(readText(text, readAs));
}

/** JavaScript for a JSON value whose texts may be expressions (`={{ $json.id }}` keeps its type). */
export function jsonSource(value: JsonValue): string {
  if (typeof value === 'string') return sourceOf(value, 'value');
  if (Array.isArray(value)) return `[${value.map(jsonSource).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${keySource(key)}: ${jsonSource(field)}`);
  return fields.length === 0 ? '{ }' : `{ ${fields.join(', ')} }`;
}

/** `"__proto__": …` would set the prototype. */
function keySource(key: string): string {
  return key === '__proto__' ? `[${textSource(key)}]` : textSource(key);
}

/** A parameter that holds the JSON text of `value`, with the expressions in it computed. */
export function jsonParameter(value: JsonValue): string {
  return expression(`JSON.stringify(${jsonSource(value)})`);
}

/** A parameter as a person wrote it: in n8n's own form, and so that n8n reads every expression to its end. */
export function parameterOf(text: string, readAs: ReadAs): string {
  const read = readText(text, readAs);
  switch (read.kind) {
    case 'literal':
      return read.text;
    case 'expression':
      return `=${braced(read.code)}`;
    case 'template':
      return `=${read.parts.map(printPart).join('')}`;
  }
}

/** The same for every text in a value. */
export function parameterValue(value: JsonValue): JsonValue {
  return mapTexts(value, [], (text) => parameterOf(text, 'value'));
}

function printPart(part: TemplatePart): string {
  return part.kind === 'text' ? part.text : braced(part.code);
}

/** In braces, with the space that a person left around it. */
function braced(code: string): string {
  const printed = printCode(code);
  const [before = ''] = /^\s*/.exec(code) ?? [];
  const [after = ''] = /\s*$/.exec(code) ?? [];
  const open = before === '' && printed.startsWith('{') ? ' ' : before;
  const close = after === '' && printed.endsWith('}') ? ' ' : after;
  return `{{${open}${printed}${close}}}`;
}

function readSource(read: ReadText): string {
  switch (read.kind) {
    case 'literal':
      return textSource(read.text);
    case 'expression':
      return `(${printCode(read.code)})`;
    case 'template':
      return templateSource(read.parts);
  }
}

/** A text put together; nothing is shown for null and undefined, as n8n does. */
function templateSource(parts: readonly TemplatePart[]): string {
  const [first] = parts;
  if (first === undefined) return '""';
  if (parts.length === 1 && first.kind === 'text') return textSource(first.text);
  const sources = parts.map((part) =>
    part.kind === 'text' ? textSource(part.text) : `(${printCode(part.code)})`,
  );
  return `[${sources.join(', ')}].join('')`;
}
