import { MillwrightError } from '../../errors.ts';
import { dottedPath } from '../expressions/member-path.ts';
import { isAcceptedScript, readCode } from './acceptable-code.ts';
import { COPY, guard, REPLACEMENTS, TOLD } from './guard.ts';
import { HIDDEN_NAMES } from './standard-names.ts';
import { grantedValues, missingValues, rootsOf, type Granted } from './uses.ts';

/** Code that was accepted, and what its author grants it. */
export interface GuardedCode extends Granted {
  source: string;
}

/**
 * The body of a Code node (each item by itself, so that n8n keeps the items paired and `$('Node').item` works further
 * on) around a module that exports `transform(input)`.
 *
 * @throws MillwrightError `code_rejected` when the module is not acceptable.
 */
export function codeNode(code: GuardedCode, inputPath: string | undefined, taskId: string): string {
  return guardedNode(accepted(code), inputPath, taskId);
}

/** @param code whose `source` is a script that declares `transform`; nothing in it is looked at. */
export function guardedNode(code: GuardedCode, inputPath: string | undefined, taskId: string): string {
  return nodeText(code, dottedPath(inputPath ?? ''), taskId);
}

const NODE_TEXT =
  /^\/\/ Millwright wrote this from task (.*) and checked .*\n(?:\/\/ It may use, of n8n: (.*)\n)?function load\(.*\) \{\n'use strict';\n\{\n([^]*)\nreturn transform;\n\}\n\}\n[^]*\nconst input = copy\(\$json(.*)\);\n/;
const MEMBERS = /^(?:\.[A-Za-z_$][\w$]*|\["(?:[^"\\]|\\.)*"\])*$/;

/**
 * The names of n8n that a Code node may use, when it holds accepted code within the guard, whole and unchanged; undefined
 * for any other text.
 */
export function usesOfCodeNode(text: string): string[] | undefined {
  const [, taskId = '', granted, source = '', members = ''] = NODE_TEXT.exec(text) ?? [];
  const uses = granted === undefined ? [] : granted.split(', ');
  const isWhole = MEMBERS.test(members) && nodeText({ source, uses }, members, taskId) === text;
  return isWhole && isAcceptedScript(source, { uses }) ? uses : undefined;
}

function nodeText(code: GuardedCode, members: string, taskId: string): string {
  return [
    `// Millwright wrote this from task ${taskId} and checked it against the samples of that task.`,
    ...(code.uses.length > 0 ? [`// It may use, of n8n: ${code.uses.join(', ')}`] : []),
    loadFunction(code),
    '',
    '// From here on: what keeps the code above away from all else. It works on a copy of its input.',
    COPY,
    TOLD,
    `const input = copy($json${members});`,
    guard(code.uses),
    'try {',
    `  return { json: copy(${transformOf(code)}(input)) };`,
    '} catch (error) {',
    '  throw Object.assign(new Error(), told(error));',
    '}',
  ].join('\n');
}

/**
 * A module for the sandbox that runs the code within the same guard as a Code node does, and watches it more closely.
 *
 * @throws MillwrightError `code_rejected` when the module is not acceptable.
 */
export function sandboxModule(code: GuardedCode): string {
  return guardedModule(accepted(code));
}

/** {@link sandboxModule} of a script, as {@link guardedNode}. */
export function guardedModule(code: GuardedCode): string {
  return [
    loadFunction(code),
    '',
    ...missingValues(code.uses),
    COPY,
    guard(code.uses),
    `export ${code.uses.length > 0 ? 'async ' : ''}function transform(input) {`,
    '  const given = copy(input);',
    `  const output = ${transformOf(code)}(given);`,
    "  if (typeof output?.then === 'function') throw new Error('transform() returned a Promise.');",
    "  if (stringify(given) !== stringify(input)) throw new Error('transform() changed its input.');",
    '  return copy(output);',
    '}',
  ].join('\n');
}

function accepted(code: GuardedCode): GuardedCode {
  const read = readCode(code.source, code);
  if (read.ok) return { ...code, source: read.script };
  throw new MillwrightError('code_rejected', `The code cannot be put into a Code node: ${read.objection}.`);
}

/** Within a block of its own, where the code may use the names of parameters for its own values. */
function loadFunction({ source, uses }: GuardedCode): string {
  const roots = rootsOf(uses);
  const hidden = HIDDEN_NAMES.filter((name) => !roots.includes(name));
  const parameters = [...new Set([...REPLACEMENTS.keys(), ...roots]), ...hidden].join(', ');
  return [
    `function load(${parameters}) {`,
    "'use strict';",
    '{',
    source.trim(),
    'return transform;',
    '}',
    '}',
  ].join('\n');
}

function transformOf({ uses }: GuardedCode): string {
  const values = grantedValues(uses, REPLACEMENTS).join(', ');
  return `${uses.length > 0 ? 'await ' : ''}load(${values})`;
}
