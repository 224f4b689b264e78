import type { AnyNode, ObjectPattern, Program } from 'acorn';
import { analyze } from 'eslint-scope';
import { STANDARD_NAMES } from './standard-names.ts';
import { rootsOf, type Granted } from './uses.ts';

export interface Objection {
  /** Place in the source. */
  start: number;
  why: string;
}

/** Ways from any value to what makes code from text, or that are no longer part of the language. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'callee',
  'caller',
]);

/** n8n puts functions that do nothing in the place of these, or takes them away. */
const REPLACED: ReadonlySet<string> = new Set([
  'Object.defineProperty',
  'Object.defineProperties',
  'Object.getPrototypeOf',
  'Object.setPrototypeOf',
  'Error.captureStackTrace',
  'Error.prepareStackTrace',
]);

/** What the same input does not give again. */
const CLOCK_AND_CHANCE: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'Intl.DateTimeFormat']);

/** What code reaches for that it must not have: other modules, names from outside, the time, what leads to all of that. */
export function reachObjections(program: Program, granted: Granted): Objection[] {
  const roots = new Set(rootsOf(granted.uses));
  const objections = [...foreignNames(program, roots), ...inTree(program, false, roots)];
  return objections.toSorted((one, other) => one.start - other.start);
}

function foreignNames(program: Program, roots: ReadonlySet<string>): Objection[] {
  const scopes = analyze(program, { ecmaVersion: 2024, sourceType: 'module', ignoreEval: true });
  const firstUse = new Map<string, number>();
  for (const { identifier } of scopes.globalScope.through)
    if (!firstUse.has(identifier.name)) firstUse.set(identifier.name, identifier.start);
  return [...firstUse]
    .filter(([name]) => !STANDARD_NAMES.has(name) && !roots.has(name))
    .map(([name, start]) => ({
      start,
      why: `\`${name}\` is declared nowhere; code may name its own values and standard ones such as Math and JSON`,
    }));
}

function inTree(node: AnyNode, inClass: boolean, roots: ReadonlySet<string>): Objection[] {
  const why = whyNot(node, inClass, roots);
  const below = childrenOf(node).flatMap((child) => inTree(child, inClass || isClass(node), roots));
  return why === undefined ? below : [{ start: node.start, why }, ...below];
}

function whyNot(node: AnyNode, inClass: boolean, roots: ReadonlySet<string>): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
      return 'the code must not import anything';
    case 'MetaProperty':
      return node.meta.name === 'import' ? 'the code must not use import.meta' : undefined;
    case 'AwaitExpression':
      return roots.size === 0 ? 'the code must not wait: no await' : undefined;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return node.async && roots.size === 0 ? 'the code must not wait: no async function' : undefined;
    case 'WithStatement':
      return 'the code must not use `with`';
    case 'ThisExpression':
      return inClass ? undefined : '`this` is undefined outside of a class';
    case 'CallExpression':
    case 'NewExpression':
      return isCurrentTime(node) && !roots.has('Date') ? clockObjection('the current time') : undefined;
    case 'MemberExpression':
      return whyNotMember(dottedName(node.object), keyOf(node.property, node.computed), roots);
    case 'ObjectPattern':
      return whyNotPattern(node);
    default:
      return undefined;
  }
}

function whyNotMember(object: string, key: string, roots: ReadonlySet<string>): string | undefined {
  if (FORBIDDEN_KEYS.has(key)) return `the code must not use \`${key}\``;
  const name = `${object}.${key}`;
  if (REPLACED.has(name) && !roots.has(object))
    return `\`${name}\` does nothing in n8n; write it in another way`;
  return CLOCK_AND_CHANCE.has(name) && !roots.has(object) ? clockObjection(`\`${name}\``) : undefined;
}

/** `const { constructor } = …`; an object that is made may have any key. */
function whyNotPattern(node: ObjectPattern): string | undefined {
  const keys = node.properties.map((each) =>
    each.type === 'Property' ? keyOf(each.key, each.computed) : '',
  );
  const forbidden = keys.find((key) => FORBIDDEN_KEYS.has(key));
  return forbidden === undefined ? undefined : `the code must not use \`${forbidden}\``;
}

function clockObjection(what: string): string {
  return `the code must give the same for the same input: not ${what}`;
}

/** `new Date()` and `Date()`. */
function isCurrentTime(node: AnyNode & { type: 'CallExpression' | 'NewExpression' }): boolean {
  const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
  return isDate && (node.type === 'CallExpression' || node.arguments.length === 0);
}

function dottedName(node: AnyNode): string {
  return node.type === 'Identifier' ? node.name : '';
}

/** Nothing for a key that is only known when it runs. */
function keyOf(node: AnyNode, computed: boolean): string {
  if (node.type === 'Literal') return String(node.value);
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? '';
  return node.type === 'Identifier' && !computed ? node.name : '';
}

function isClass(node: AnyNode): boolean {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** Every node whatever its kind: a walker that knows the kinds would pass by what it does not know. */
function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
