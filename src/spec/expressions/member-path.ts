import { parseExpressionAt, type Expression, type Super } from 'acorn';

/**
 * JavaScript that goes down a path from a value: `.body["order-id"]` for `body.order-id`. A path that is JavaScript already
 * (`items[0].sku`, also with `$json` and in braces) stays as it is; in any other, dots separate the names.
 */
export function memberPath(path: string): string {
  const bare = path.replace(/^=?\s*\{\{([\s\S]*)\}\}\s*$/, '$1').trim();
  const below = bare.replace(/^\$json(?![\w$])\.?/, '');
  if (below === '') return '';
  const source = below.startsWith('[') ? below : `.${below}`;
  if (isMemberChain(`$json${source}`)) return source;
  return dottedPath(below);
}

/** The same for a path that is never JavaScript: every dot separates two names, whatever letters they have. */
export function dottedPath(path: string): string {
  return path === '' ? '' : path.split('.').map(memberOf).join('');
}

function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** `$json.a[0]["b c"]` and nothing else, in names that every parser reads. */
function isMemberChain(source: string): boolean {
  if (!/^[\x20-\x7e]*$/.test(source)) return false;
  try {
    const chain = parseExpressionAt(source, 0, { ecmaVersion: 2024 });
    return chain.end === source.length && leadsFromItem(chain);
  } catch {
    return false;
  }
}

function leadsFromItem(node: Expression | Super): boolean {
  if (node.type === 'ChainExpression') return leadsFromItem(node.expression);
  if (node.type !== 'MemberExpression') return node.type === 'Identifier' && node.name === '$json';
  return (!node.computed || node.property.type === 'Literal') && leadsFromItem(node.object);
}
