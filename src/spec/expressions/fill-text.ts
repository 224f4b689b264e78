import { parse, type Token } from 'acorn';
import type { Scalar } from '../model.ts';
import type { ReadAs } from './expression-texts.ts';
import { fillCode, type Holders } from './fill-code.ts';
import { parseExpression } from './parse-expression.ts';
import { readText } from './read-text.ts';
import type { TemplatePart } from './template.ts';
import { literalText, textSource } from './text-source.ts';

/** A reference to a parameter, with the name of the parameter as its group. */
export const REFERENCE = /\$\{parameters\.([A-Za-z0-9][A-Za-z0-9._-]*)\}/g;
const WHOLE_REFERENCE = /^\$\{parameters\.([A-Za-z0-9][A-Za-z0-9._-]*)\}$/;

type Parameters = Readonly<Record<string, Scalar>>;

/** A text that n8n does not evaluate, with its references replaced; text that is one reference alone takes the type of the value. */
export function fillPlainText(text: string, parameters: Parameters): Scalar {
  const whole = wholeValue(text, parameters);
  if (whole !== undefined) return whole;
  return text.replaceAll(REFERENCE, (reference, name: string) =>
    String(valueOf(name, parameters) ?? reference),
  );
}

/** The same where expressions may stand: a value stays a value, whatever letters it has. */
export function fillExpressionText(text: string, readAs: ReadAs, parameters: Parameters): Scalar {
  const whole = readAs === 'template' ? undefined : wholeValue(text, parameters);
  if (whole !== undefined) {
    if (readAs === 'value') return typeof whole === 'string' ? literalText(whole) : whole;
    return typeof whole === 'string' ? textSource(whole) : String(whole);
  }
  const { masked, holders } = mask(text, parameters);
  const read = readText(masked, readAs);
  switch (read.kind) {
    case 'literal':
      return literalText(String(fillPlainText(text, parameters)));
    case 'expression': {
      const filled = fillExpression(read.code, holders);
      return readAs === 'value' || text.includes('{{') ? `={{${filled}}}` : filled.trim();
    }
    case 'template':
      return `${readAs === 'template' ? '' : '='}${read.parts.map((part) => fillPart(part, holders)).join('')}`;
  }
}

/** JavaScript of the author's own, whose template literals may look like references. */
export function fillModule(source: string, parameters: Parameters): string {
  const { masked, holders } = mask(source, parameters);
  const tokens: Token[] = [];
  try {
    parse(masked, { ecmaVersion: 'latest', sourceType: 'module', onToken: tokens });
  } catch {
    // What is no JavaScript is refused elsewhere, with its reason.
    return source;
  }
  return fillCode(masked, tokens, holders);
}

function wholeValue(text: string, parameters: Parameters): Scalar | undefined {
  const name = WHOLE_REFERENCE.exec(text)?.[1];
  return name === undefined ? undefined : valueOf(name, parameters);
}

function valueOf(name: string, parameters: Parameters): Scalar | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** A reference is no JavaScript; a name is, in a text as well as outside of one. */
function mask(text: string, parameters: Parameters): { masked: string; holders: Holders } {
  let prefix = 'parameter_';
  while (text.includes(prefix)) prefix += '_';
  const holders = new Map<string, Scalar>();
  const masked = text.replaceAll(REFERENCE, (reference, name: string) => {
    const value = valueOf(name, parameters);
    if (value === undefined) return reference;
    // The last letter keeps one name from being the beginning of another.
    const holder = `${prefix}${holders.size}_`;
    holders.set(holder, value);
    return holder;
  });
  return { masked, holders };
}

function fillPart(part: TemplatePart, holders: Holders): string {
  return part.kind === 'code' ? `{{${fillExpression(part.code, holders)}}}` : fillShown(part.text, holders);
}

/** What cannot be parsed stays as it is, with names that lead to no parameter: the rule for expressions says so. */
function fillExpression(code: string, holders: Holders): string {
  const parsed = parseExpression(code);
  return typeof parsed === 'string' ? code : fillCode(code, parsed.tokens, holders);
}

/** A value with braces of its own is shown, and not evaluated. */
function fillShown(text: string, holders: Holders): string {
  return [...holders].reduce(
    (shown, [name, value]) =>
      shown.replaceAll(name, () => {
        const letters = String(value);
        return /[{}\\]/.test(letters) ? `{{ ${textSource(letters)} }}` : letters;
      }),
    text,
  );
}
