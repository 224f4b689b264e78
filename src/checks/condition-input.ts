import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { ReadField } from './read-field.ts';

/** What a gate's condition is evaluated with: the item that arrives, and the items of earlier nodes by name. */
export interface ConditionInput {
  item: JsonObject;
  nodes: Record<string, JsonObject>;
}

/** One with a value in each field. */
export function inputOf(values: readonly { field: ReadField; value: JsonValue }[]): ConditionInput {
  const input: ConditionInput = { item: {}, nodes: {} };
  for (const { field, value } of values) {
    const target = field.node === undefined ? input.item : (input.nodes[field.node] ??= {});
    setAt(target, field.path, value);
  }
  return input;
}

function setAt(target: JsonObject | JsonValue[], path: readonly (string | number)[], value: JsonValue): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  const next = rest.length === 0 ? value : containerAt(target, first, typeof rest[0] === 'number');
  if (Array.isArray(target)) {
    const index = Math.min(Number(first), 100);
    while (target.length < index) target.push(null);
    target[index] = next;
  } else
    Object.defineProperty(target, first, {
      value: next,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  if (rest.length > 0 && typeof next === 'object' && next !== null) setAt(next, rest, value);
}

function containerAt(
  target: JsonObject | JsonValue[],
  key: string | number,
  isList: boolean,
): JsonObject | JsonValue[] {
  const existing: JsonValue | undefined = Array.isArray(target) ? target[Number(key)] : target[key];
  if (typeof existing === 'object' && existing !== null) return existing;
  return isList ? [] : {};
}
