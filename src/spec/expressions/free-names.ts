import { parse, parseExpressionAt, type Program } from 'acorn';
import { analyze } from 'eslint-scope';

/** The names that a piece of JavaScript takes from outside of itself, each once, in the order of their first use. */
export type FreeNames = { ok: true; names: string[] } | { ok: false; reason: string };

/** @param code an expression as n8n evaluates it, without its braces. */
export function freeNames(code: string): FreeNames {
  try {
    const scopes = analyze(programOf(code), { ecmaVersion: 2024, sourceType: 'script', ignoreEval: true });
    const names = scopes.globalScope.through.map(({ identifier }) => identifier.name);
    return { ok: true, names: [...new Set(names)] };
  } catch (error) {
    if (error instanceof SyntaxError)
      return { ok: false, reason: error.message.replace(/ \(\d+:\d+\)$/, '') };
    throw error;
  }
}

/** An object literal is an expression, too, and no block. */
function programOf(code: string): Program {
  const expression = tryExpression(code);
  if (expression === undefined) return parse(code, { ecmaVersion: 2024, ranges: true });
  const { start, end, range } = expression;
  const place = { start, end, ...(range && { range }) };
  return {
    type: 'Program',
    ...place,
    sourceType: 'script',
    body: [{ type: 'ExpressionStatement', ...place, expression }],
  };
}

function tryExpression(code: string): ReturnType<typeof parseExpressionAt> | undefined {
  try {
    const expression = parseExpressionAt(code, 0, { ecmaVersion: 2024, ranges: true });
    return isBlank(code.slice(expression.end)) ? expression : undefined;
  } catch {
    return undefined;
  }
}

/** Space and comments. */
function isBlank(code: string): boolean {
  return parse(code, { ecmaVersion: 2024 }).body.length === 0;
}
