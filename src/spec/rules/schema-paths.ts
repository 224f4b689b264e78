import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { Problem } from '../../protocol/problem.ts';
import { toPointer } from '../pointer.ts';
import { isSchemaObject, resolveReference } from './schema-reference.ts';

/** Schemas that are applied to one and the same value; far above what people write, and judged within milliseconds. */
const MOST_AT_ONE_VALUE = 2_000;

const ONE = ['not', 'if', 'then', 'else'];
const MANY = ['allOf', 'anyOf', 'oneOf'];

/**
 * Whoever judges a value by a schema goes every way through its references: forty levels of two references each would take
 * longer than anybody lives, and a circle that never comes to a part of the value has no end.
 */
export function schemaPathProblems(root: JsonObject, path: readonly PropertyKey[]): Problem[] {
  const counts = new Map<JsonObject, number>();
  const under = new Set<JsonObject>();
  const count = (schema: JsonValue | undefined): number => {
    if (!isSchemaObject(schema)) return 1;
    if (under.has(schema)) return Number.POSITIVE_INFINITY;
    const known = counts.get(schema);
    if (known !== undefined) return known;
    under.add(schema);
    const sum = atSameValue(root, schema).reduce<number>((total, next) => total + count(next), 1);
    under.delete(schema);
    counts.set(schema, sum);
    return sum;
  };
  const worst = schemasIn(root).reduce((most, schema) => Math.max(most, count(schema)), 0);
  if (worst <= MOST_AT_ONE_VALUE) return [];
  const message = Number.isFinite(worst)
    ? `${worst} schemas would be applied to one value; ${MOST_AT_ONE_VALUE} are allowed.`
    : 'A reference of this schema leads back to itself without going down into the value.';
  return [
    { rule: 'endless_schema', pointer: toPointer([...path]), message, fix: 'Say each requirement once.' },
  ];
}

/** The schemas that the value of a schema is held against as well. */
function atSameValue(root: JsonObject, schema: JsonObject): (JsonValue | undefined)[] {
  const reference = schema['$ref'];
  return [
    ...(typeof reference === 'string' ? [resolveReference(root, reference)] : []),
    ...ONE.flatMap((key) => (Object.hasOwn(schema, key) ? [schema[key]] : [])),
    ...MANY.flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : [])),
    ...Object.values(isSchemaObject(schema['dependentSchemas']) ? schema['dependentSchemas'] : {}),
  ];
}

/** Every map in it: one that is no schema counts as one. */
function schemasIn(value: JsonValue): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(schemasIn);
  if (!isSchemaObject(value)) return [];
  return [value, ...Object.values(value).flatMap(schemasIn)];
}
