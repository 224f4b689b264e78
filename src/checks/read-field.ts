import type { Expression, MemberExpression, Super } from 'acorn';

/** A field that an expression of n8n reads: of the item that arrives, or of an earlier node. */
export interface ReadField {
  /** Name of the earlier node; undefined for the item. */
  node: string | undefined;
  path: (string | number)[];
  /** Its length is read, not itself. */
  isCounted: boolean;
}

const METHODS =
  /^(length|includes|some|every|filter|map|find|startsWith|endsWith|toLowerCase|toUpperCase|trim|match|test|isEmpty|isNotEmpty|toNumber|toFixed|indexOf|replace|split|join|at)$/;

/** The field that a chain of members leads to; undefined for anything else. */
export function pathOf(chain: MemberExpression): ReadField | undefined {
  const path: (string | number)[] = [];
  let isCounted = false;
  let node: Expression | Super = chain;
  for (;;) {
    if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') node = node.expression;
    if (node.type !== 'MemberExpression') break;
    const name = nameOf(node);
    if (name === undefined) return undefined;
    if (path.length === 0 && typeof name === 'string' && METHODS.test(name)) isCounted = name === 'length';
    else path.unshift(name);
    const upstream = upstreamOf(node.object);
    if (upstream !== undefined && name === 'json') return below(upstream, path.slice(1), isCounted);
    node = node.object;
  }
  if (node.type === 'Identifier' && node.name === '$json') return below(undefined, path, isCounted);
  const isItem =
    node.type === 'Identifier' && node.name === '$input' && path[0] === 'item' && path[1] === 'json';
  return isItem ? below(undefined, path.slice(2), isCounted) : undefined;
}

function below(
  node: string | undefined,
  path: (string | number)[],
  isCounted: boolean,
): ReadField | undefined {
  return path.length === 0 ? undefined : { node, path, isCounted };
}

function nameOf({ computed, property }: MemberExpression): string | number | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  if (property.type !== 'Literal') return undefined;
  return typeof property.value === 'string' || typeof property.value === 'number'
    ? property.value
    : undefined;
}

/** The node of `$('Name').item`, `$('Name').first()` and the like. */
function upstreamOf(node: Expression | Super): string | undefined {
  const member = node.type === 'CallExpression' ? node.callee : node;
  if (member.type !== 'MemberExpression' || member.object.type !== 'CallExpression') return undefined;
  const { callee, arguments: given } = member.object;
  const [name] = given;
  if (callee.type !== 'Identifier' || callee.name !== '$' || name?.type !== 'Literal') return undefined;
  return typeof name.value === 'string' ? name.value : undefined;
}

/** True for the call in `$('Name').first()`, which compares nothing. */
export function isUpstreamCall(callee: MemberExpression): boolean {
  return upstreamOf(callee) !== undefined;
}
