import type { JsonValue } from '../../protocol/json.ts';
import type { ConfigurationEntry } from '../instructions.ts';
import type { Task } from '../model.ts';
import { visitStrings } from '../json-value.ts';
import { nodesOfTask, type NodeOfTask } from '../nodes-of-task.ts';
import type { PointerSegment } from '../pointer.ts';

/**
 * How a text of a task is read:
 * - `code`: an expression, bare, as `{{ … }}` or as `={{ … }}`
 * - `condition`: the same, and one expression alone
 * - `template`: a text with `{{ … }}` in it
 * - `value`: a template when it begins with `=`, else a text that n8n shows as it is
 */
export type ReadAs = 'code' | 'condition' | 'template' | 'value';

/** A text of a task in which expressions may stand. */
export interface ExpressionText {
  text: string;
  readAs: ReadAs;
  /** Below the task. */
  path: PointerSegment[];
}

/** Every text of a task in which n8n would evaluate an expression. */
export function expressionTexts(task: Task): ExpressionText[] {
  const { gate_instructions: gate, webhook_instructions: webhook, integration_instructions: call } = task;
  return [
    ...nodesOfTask(task).flatMap(ofNode),
    ...(gate === undefined
      ? []
      : [
          text(gate.ask_when, 'condition', 'gate_instructions', 'ask_when'),
          text(gate.message, 'template', 'gate_instructions', 'message'),
        ]),
    ...inValue(webhook?.response?.body ?? null, ['webhook_instructions', 'response', 'body']),
    ...inValue(call?.request_template ?? null, ['integration_instructions', 'request_template']),
  ];
}

function text(value: string, readAs: ReadAs, ...path: PointerSegment[]): ExpressionText {
  return { text: value, readAs, path };
}

function ofNode({ node, path }: NodeOfTask): ExpressionText[] {
  return [
    ...(node.condition === undefined ? [] : [text(node.condition, 'condition', ...path, 'condition')]),
    ...node.configuration.flatMap((entry, index) =>
      ofEntry(entry, [...path, 'configuration', index, 'value']),
    ),
  ];
}

function ofEntry({ value, source }: ConfigurationEntry, path: PointerSegment[]): ExpressionText[] {
  if (source === 'literal') return inValue(value, path);
  return source === 'expression' && typeof value === 'string' ? [text(value, 'code', ...path)] : [];
}

function inValue(value: JsonValue, path: PointerSegment[]): ExpressionText[] {
  const texts: ExpressionText[] = [];
  visitStrings(value, (found, below) => texts.push(text(found, 'value', ...path, ...below.map(toSegment))));
  return texts;
}

function toSegment(key: PropertyKey): PointerSegment {
  return typeof key === 'number' ? key : String(key);
}
