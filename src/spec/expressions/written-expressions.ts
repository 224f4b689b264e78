import type { JsonValue } from '../../protocol/json.ts';
import type { ConfigurationEntry } from '../instructions.ts';
import type { Task } from '../model.ts';
import { nodesOfTask, type NodeOfTask } from '../nodes-of-task.ts';
import type { PointerSegment } from '../pointer.ts';
import { codeParts } from './code-parts.ts';

/** JavaScript that somebody wrote into a task, and where. */
export interface WrittenExpression {
  code: string;
  /** Below the task. */
  path: PointerSegment[];
}

/** Every expression of a task that n8n will evaluate. */
export function writtenExpressions(task: Task): WrittenExpression[] {
  return [
    ...nodesOfTask(task).flatMap(ofNode),
    ...ofGate(task),
    ...inValue(task.webhook_instructions?.response?.body ?? null, [
      'webhook_instructions',
      'response',
      'body',
    ]),
    ...inValue(task.integration_instructions?.request_template ?? null, [
      'integration_instructions',
      'request_template',
    ]),
  ];
}

function ofNode({ node, path }: NodeOfTask): WrittenExpression[] {
  const condition =
    node.condition === undefined ? [] : bareOrTemplate(node.condition, [...path, 'condition']);
  return [
    ...condition,
    ...node.configuration.flatMap((entry, index) =>
      ofEntry(entry, [...path, 'configuration', index, 'value']),
    ),
  ];
}

function ofEntry({ value, source }: ConfigurationEntry, path: PointerSegment[]): WrittenExpression[] {
  if (source === 'literal') return inValue(value, path);
  return source === 'expression' && typeof value === 'string' ? bareOrTemplate(value, path) : [];
}

function ofGate({ gate_instructions: gate }: Task): WrittenExpression[] {
  if (gate === undefined) return [];
  const message = codeParts(gate.message).map((code) => ({ code, path: ['gate_instructions', 'message'] }));
  return [...bareOrTemplate(gate.ask_when, ['gate_instructions', 'ask_when']), ...message];
}

/** Where an expression is expected it may stand bare, as `{{ … }}` or as `={{ … }}`. */
function bareOrTemplate(text: string, path: PointerSegment[]): WrittenExpression[] {
  const codes = text.includes('{{') ? codeParts(text) : [text.replace(/^=/, '')];
  return codes.map((code) => ({ code, path }));
}

/** In any other value, text that begins with `=` is one. */
function inValue(value: JsonValue, path: PointerSegment[]): WrittenExpression[] {
  if (typeof value === 'string')
    return value.startsWith('=') ? codeParts(value).map((code) => ({ code, path })) : [];
  if (Array.isArray(value)) return value.flatMap((member, index) => inValue(member, [...path, index]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => inValue(member, [...path, key]));
}
