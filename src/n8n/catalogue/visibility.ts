import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { DisplayOptions, Property } from './description.ts';

/** Where a parameter stands: its siblings, and the whole node. */
export interface Place {
  values: JsonObject;
  siblings: readonly Property[];
  /** The place of the node's own parameters; absent when this is it. */
  root?: Place;
  typeVersion: number;
}

/** Whether n8n uses the parameter, given the others ("displayOptions", n8n 2.41). */
export function isShown(
  options: DisplayOptions | undefined,
  place: Place,
  asking: readonly string[] = [],
): boolean {
  for (const [key, wanted] of Object.entries(options?.show ?? {})) {
    const values = valuesOf(key, place, asking);
    if (values !== 'unknown' && !values.some((value) => matchesAny(value, wanted))) return false;
  }
  for (const [key, unwanted] of Object.entries(options?.hide ?? {})) {
    const values = valuesOf(key, place, asking);
    // An expression may be anything: it hides nothing.
    if (values !== 'unknown' && values.some((value) => !isExpression(value) && matchesAny(value, unwanted)))
      return false;
  }
  return true;
}

/** The value a parameter has: the one given, or the default of the property that is shown under this name. */
export function effectiveValue(
  name: string,
  place: Place,
  asking: readonly string[] = [],
): JsonValue | undefined {
  const given = place.values[name];
  if (given !== undefined) return given;
  // A property that depends on itself through others ends here.
  if (asking.includes(name)) return undefined;
  const shown = place.siblings.find(
    (property) => property.name === name && isShown(property.displayOptions, place, [...asking, name]),
  );
  return shown?.default;
}

function valuesOf(key: string, place: Place, asking: readonly string[]): JsonValue[] | 'unknown' {
  if (key === '@version') return [place.typeVersion];
  if (key === '@tool') return [false];
  if (key.startsWith('@')) return 'unknown';
  const isAbsolute = key.startsWith('/');
  const [first = '', ...rest] = key.replace(/^\//, '').split('.');
  const start = isAbsolute ? (place.root ?? place) : place;
  const value = rest.reduce<JsonValue | undefined>(
    descend,
    effectiveValue(first, start, isAbsolute ? [] : asking),
  );
  if (value === undefined) return [];
  const plain = isObject(value) && value['__rl'] === true ? (value['value'] ?? '') : value;
  return Array.isArray(plain) ? plain : [plain];
}

function descend(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isExpression(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith('=');
}

function matchesAny(value: JsonValue, wanted: readonly JsonValue[]): boolean {
  if (isExpression(value)) return true;
  return wanted.some((candidate) => (isCondition(candidate) ? holds(candidate, value) : candidate === value));
}

const rangeSchema = z.object({ from: z.number(), to: z.number() });

function isCondition(candidate: JsonValue): candidate is { _cnd: JsonObject } {
  return isObject(candidate) && isObject(candidate['_cnd']);
}

function holds({ _cnd: condition }: { _cnd: JsonObject }, value: JsonValue): boolean {
  const [operator, operand = null] = Object.entries(condition)[0] ?? [];
  const both = typeof value === 'number' && typeof operand === 'number';
  switch (operator) {
    case 'eq':
      return value === operand;
    case 'not':
      return value !== operand;
    case 'gte':
      return both && value >= operand;
    case 'lte':
      return both && value <= operand;
    case 'gt':
      return both && value > operand;
    case 'lt':
      return both && value < operand;
    case 'between': {
      const range = rangeSchema.safeParse(operand);
      return range.success && typeof value === 'number' && value >= range.data.from && value <= range.data.to;
    }
    case 'includes':
      return typeof value === 'string' && typeof operand === 'string' && value.includes(operand);
    case 'exists':
      return value !== null && value !== '';
    default:
      // `regex` and what later versions add: not judged, so the parameter counts as used.
      return true;
  }
}
