import { parse, parseExpressionAt, type Comment, type Expression, type Token } from 'acorn';

/** What n8n's own parser reads, as far as a library tells. */
const ECMA_VERSION = 2024;

/** One JavaScript expression with all that stands in its text. */
export interface ParsedExpression {
  expression: Expression;
  /** Those of the expression, in order. */
  tokens: Token[];
  comments: Comment[];
}

/**
 * @param code an expression as n8n evaluates it, without its braces; an object literal is one, too, and no block. A semicolon
 * may follow, as n8n allows.
 * @returns why it is none, as text
 */
export function parseExpression(code: string): ParsedExpression | string {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  try {
    const options = {
      ecmaVersion: ECMA_VERSION,
      ranges: true,
      preserveParens: true,
      onToken: tokens,
      onComment: comments,
    } as const;
    const expression = parseExpressionAt(code, 0, options);
    const rest = code.slice(expression.end);
    if (!isBlank(rest.replace(/^\s*;/, ''))) return reasonOf(code, expression.end);
    return { expression, tokens: tokens.filter(({ end }) => end <= expression.end), comments };
  } catch (error) {
    if (error instanceof SyntaxError) return sentenceOf(error);
    throw error;
  }
}

/** Space and comments. */
function isBlank(code: string): boolean {
  try {
    return parse(code, { ecmaVersion: ECMA_VERSION }).body.length === 0;
  } catch {
    return false;
  }
}

/** What the parser says of the whole; else where the expression ends. */
function reasonOf(code: string, end: number): string {
  try {
    parse(`(${code}\n)`, { ecmaVersion: ECMA_VERSION });
  } catch (error) {
    if (error instanceof SyntaxError) return sentenceOf(error);
    throw error;
  }
  return `it ends before \`${code.slice(end).trim().slice(0, 20)}\``;
}

function sentenceOf(error: SyntaxError): string {
  return error.message.replace(/ \(\d+:\d+\)$/, '');
}
