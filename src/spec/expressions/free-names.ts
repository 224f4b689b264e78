import type { Program } from 'acorn';
import { analyze } from 'eslint-scope';
import { parseExpression } from './parse-expression.ts';

/** The names that a piece of JavaScript takes from outside of itself, each once, in the order of their first use. */
export type FreeNames = { ok: true; names: string[] } | { ok: false; reason: string };

/** @param code an expression as n8n evaluates it, without its braces. */
export function freeNames(code: string): FreeNames {
  const parsed = parseExpression(code);
  if (typeof parsed === 'string') return { ok: false, reason: parsed };
  const { start, end, range } = parsed.expression;
  const place = { start, end, ...(range && { range }) };
  const program: Program = {
    type: 'Program',
    ...place,
    sourceType: 'script',
    body: [{ type: 'ExpressionStatement', ...place, expression: parsed.expression }],
  };
  const scopes = analyze(program, { ecmaVersion: 2024, sourceType: 'script', ignoreEval: true });
  const names = scopes.globalScope.through.map(({ identifier }) => identifier.name);
  return { ok: true, names: [...new Set(names)] };
}
