import { parse, type Node, type Program } from 'acorn';

/** Far above a function of one concern; below what a repair prompt and a Code node can carry. */
const MAX_CODE_BYTES = 32_768;

/**
 * Whether source text is what a transform must be: an ES module whose one export is a synchronous
 * `export function transform(input)`, without any import (it is inlined in a Code node, where there are none).
 * This keeps the form; the sandbox keeps what the code can reach.
 *
 * @returns why it is refused, in words for the model's next round; nothing when it is fine
 */
export function findCodeObjection(source: string): string | undefined {
  if (Buffer.byteLength(source, 'utf8') > MAX_CODE_BYTES)
    return `the code is larger than ${MAX_CODE_BYTES} bytes`;
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 2024, sourceType: 'module' });
  } catch (error) {
    return describeParseError(error);
  }
  return findFormObjection(program) ?? findReachObjection(program);
}

/** The place in code that is nested too deeply depends on the stack that was free: it would make prompts differ. */
function describeParseError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /stack/i.test(message) ? 'the code is nested too deeply' : `the code does not parse: ${message}`;
}

function findFormObjection(program: Program): string | undefined {
  const exported = program.body.filter((statement) => statement.type.startsWith('Export'));
  const [only] = exported;
  if (
    exported.length !== 1 ||
    only?.type !== 'ExportNamedDeclaration' ||
    only.declaration?.type !== 'FunctionDeclaration'
  ) {
    return 'the one and only export must be `export function transform(input)`';
  }
  const { id, async, generator, params } = only.declaration;
  if (id.name !== 'transform') return `the exported function must be named transform, not ${id.name}`;
  if (async || generator) return 'transform must be a plain function: neither async nor a generator';
  return params.length === 1 ? undefined : 'transform must take exactly one parameter, the input';
}

function findReachObjection(program: Program): string | undefined {
  const pending: Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'ImportDeclaration' || node.type === 'ImportExpression')
      return 'the code must not import anything';
    if (node.type === 'MetaProperty' && isImportMeta(node)) return 'the code must not use import.meta';
    if (node.type === 'AwaitExpression') return 'the code must not wait: no await';
    if (isRequireCall(node)) return 'the code must not use require';
    pending.push(...childrenOf(node));
  }
  return undefined;
}

/** `new.target` is a meta property too, and harmless. */
function isImportMeta(node: Node): boolean {
  return 'meta' in node && isNode(node.meta) && 'name' in node.meta && node.meta.name === 'import';
}

function isRequireCall(node: Node): boolean {
  if (node.type !== 'CallExpression' || !('callee' in node) || !isNode(node.callee)) return false;
  return node.callee.type === 'Identifier' && 'name' in node.callee && node.callee.name === 'require';
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
