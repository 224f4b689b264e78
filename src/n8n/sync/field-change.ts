import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { JsonValue } from '../../protocol/json.ts';
import type { N8nNode } from '../client/wire.ts';
import { ownerOfField, type FieldOwner } from '../document/node-fields.ts';

const MAX_SHOWN_LENGTH = 160;
const jsonSchema = z.json();

/** One field that differs; undefined where it is not there. */
export interface FieldChange {
  /** Dotted path, e.g. `parameters.url`. */
  field: string;
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

/** What a node does, by dotted path; n8n leaves out what is off, so `false` and absent are the same. */
export function ownedFields(node: N8nNode): Map<string, JsonValue> {
  return fieldsOf(node, ['ours']);
}

/** With what people keep in it: for telling whether anything at all would be lost. */
export function ownedAndKeptFields(node: N8nNode): Map<string, JsonValue> {
  return fieldsOf(node, ['ours', 'theirs']);
}

function fieldsOf(node: N8nNode, owners: readonly FieldOwner[]): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  for (const name of Object.keys(node).filter((each) => owners.includes(ownerOfField(each)))) {
    const value = toJsonValue(node[name]);
    if (value !== undefined && value !== false) flatten(name, value, fields);
  }
  return fields;
}

export function fieldChanges(
  before: ReadonlyMap<string, JsonValue>,
  after: ReadonlyMap<string, JsonValue>,
): FieldChange[] {
  const fields = [...new Set([...before.keys(), ...after.keys()])];
  return fields
    .filter((field) => !isDeepStrictEqual(before.get(field), after.get(field)))
    .map((field) => ({ field, before: before.get(field), after: after.get(field) }));
}

export function flatten(path: string, value: JsonValue, fields: Map<string, JsonValue>): void {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || Object.keys(value).length === 0) {
    fields.set(path, value);
    return;
  }
  for (const [key, member] of Object.entries(value)) flatten(`${path}.${key}`, member, fields);
}

export function shownValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = (typeof value === 'string' ? value : JSON.stringify(value))
    .replaceAll(/\s+/g, ' ')
    .replaceAll('`', "'");
  return `\`${text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text}\``;
}

function toJsonValue(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : jsonSchema.parse(value);
}
