import type { Expression, Node, Token } from 'acorn';
import { simple } from 'acorn-walk';
import { MillwrightError } from '../../errors.ts';
import { parseExpression, type ParsedExpression } from './parse-expression.ts';
import { escaped } from './text-source.ts';
import { unreadableByN8n } from './unreadable.ts';

/**
 * The same JavaScript so that n8n 2.41 reads it as it is meant: n8n ends an expression at the first `}}`, also within a text;
 * what we write around an expression must not stand in its last comment; and n8n's parser is older than the language. So no
 * comment is left, no two braces side by side, and no `?.` as the whole of a `${ }`.
 *
 * @throws MillwrightError `spec_invalid` when it is no expression, or one that cannot be written so.
 */
export function printCode(code: string): string {
  const parsed = readable(code);
  if (typeof parsed === 'string') throw unprintable(code, parsed);
  const brackets = bracketsAround(parsed.expression);
  let printed = '';
  let end = 0;
  for (const [index, token] of parsed.tokens.entries()) {
    printed += spaceBetween(code.slice(end, token.start), end, parsed);
    const text = (brackets.get(token.start) ?? '') + printToken(code, token, parsed.tokens[index - 1]);
    if (/[{}]$/.test(printed) && printed.at(-1) === text[0]) printed += ' ';
    printed += text + (brackets.get(token.end) ?? '');
    end = token.end;
  }
  // As a statement, n8n would read a declaration.
  const text = printed.trim();
  return /^(async\s+)?(class|function)\b/.test(text) ? `(${text})` : text;
}

/** Why an expression cannot be written for n8n, if it cannot. */
export function whyUnprintable(code: string): string | undefined {
  const read = readable(code);
  return typeof read === 'string' ? read : undefined;
}

/** @returns the reason in place of an expression that n8n cannot read, however it is written */
function readable(code: string): ParsedExpression | string {
  const parsed = parseExpression(code);
  if (typeof parsed === 'string') return parsed;
  const unreadable = unreadableByN8n(parsed.expression);
  if (unreadable !== undefined) return unreadable;
  const tagged: Node[] = [];
  simple(parsed.expression, { TaggedTemplateExpression: ({ quasi }) => tagged.push(quasi) });
  // A tag sees its text as it is written, so an escape would be another text.
  const changed = parsed.tokens.filter(
    (token, index) =>
      tagged.some(({ start, end }) => start <= token.start && token.end <= end) &&
      token.type.label === 'template' &&
      printToken(code, token, parsed.tokens[index - 1]) !== code.slice(token.start, token.end),
  );
  return changed.length === 0
    ? parsed
    : 'two braces in a text with a tag in front of it cannot be written for n8n';
}

/** n8n's parser fails at `${a?.b}`, and reads `${[a?.b][0]}`. @returns what to write, by place in the code */
function bracketsAround(expression: Expression): ReadonlyMap<number, string> {
  const brackets = new Map<number, string>();
  simple(expression, {
    TemplateLiteral: ({ expressions }) => {
      for (const hole of expressions) {
        if (withoutParentheses(hole).type !== 'ChainExpression') continue;
        brackets.set(hole.start, `${brackets.get(hole.start) ?? ''}[`);
        brackets.set(hole.end, `][0]${brackets.get(hole.end) ?? ''}`);
      }
    },
  });
  return brackets;
}

function withoutParentheses(node: Expression): Expression {
  return node.type === 'ParenthesizedExpression' ? withoutParentheses(node.expression) : node;
}

/** The space between two tokens: a comment counts as a space, or as a line break when one is in it. */
function spaceBetween(gap: string, offset: number, { comments }: ParsedExpression): string {
  const own = comments.filter(({ start, end }) => start >= offset && end <= offset + gap.length);
  return own.toReversed().reduce((text, { start, end, value }) => {
    const space = value.includes('\n') ? '\n' : ' ';
    return text.slice(0, start - offset) + space + text.slice(end - offset);
  }, gap);
}

function printToken(code: string, token: Token, before: Token | undefined): string {
  const text = code.slice(token.start, token.end);
  switch (token.type.label) {
    case 'string':
      return withoutLineSeparators(withoutDoubleBraces(text, '\\u00'));
    case 'regexp':
      return withoutLineSeparators(withoutDoubleBraces(text, '\\x'));
    case 'template': {
      const inner = before?.type.label === '}' ? text.replace(/^\}/, '\\u007d') : text;
      return withoutLineSeparators(withoutDoubleBraces(inner, '\\u00'));
    }
    default:
      return text;
  }
}

/**
 * Of braces side by side all but one become escapes: of `{{` the first, of `}}` the last ones, as the others may belong to a
 * quantifier of a regular expression.
 */
function withoutDoubleBraces(text: string, escape: '\\u00' | '\\x'): string {
  return text
    .replace(/(\\*)(\{{2,})/g, (_all, slashes: string, run: string) => {
      const own = slashes.length % 2 === 1 ? slashes.slice(1) : slashes;
      return `${own}${`${escape}7b`.repeat(run.length - 1)}{`;
    })
    .replace(/\}{2,}/g, (run) => `}${`${escape}7d`.repeat(run.length - 1)}`);
}

/** Letters in a text since 2019, line breaks to n8n's parser. A backslash before one continues the line. */
function withoutLineSeparators(text: string): string {
  return text.replace(/(\\*)([\u2028\u2029])/g, (_all, slashes: string, letter: string) =>
    slashes.length % 2 === 1 ? slashes.slice(1) : slashes + escaped(letter),
  );
}

function unprintable(code: string, reason: string): MillwrightError {
  const shown = code.trim().slice(0, 80);
  return new MillwrightError('spec_invalid', `\`${shown}\` is no expression that n8n can read: ${reason}.`);
}
