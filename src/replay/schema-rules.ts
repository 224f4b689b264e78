import type { JsonObject, JsonValue } from '../protocol/json.ts';

/** Keywords that structured outputs refuse: they count, measure or match. */
const REFUSED = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'not',
  'if',
  'then',
  'else',
  'oneOf',
]);

/** Whether a schema is outside what structured outputs accept (API reference, July 2026), and why. */
export function findSchemaObjection(schema: JsonValue | undefined): string | undefined {
  if (schema === undefined) return undefined;
  if (Array.isArray(schema)) return firstObjection(schema);
  if (typeof schema !== 'object' || schema === null) return undefined;
  if (typeof schema['$ref'] === 'string') return '$ref: recursive or shared schemas are not accepted here';
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false)
    return 'additionalProperties must be false';
  const refused = Object.keys(schema).find((key) => REFUSED.has(key));
  if (refused !== undefined) return `the keyword ${refused} is not supported`;
  return firstObjection(subschemas(schema));
}

function firstObjection(schemas: JsonValue[]): string | undefined {
  return schemas.map(findSchemaObjection).find((objection) => objection !== undefined);
}

/** Names of properties are no keywords, so `properties` is entered by its values. */
function subschemas(schema: JsonObject): JsonValue[] {
  const maps = ['properties', '$defs', 'definitions'].flatMap((key) => Object.values(asObject(schema[key])));
  const direct = ['items', 'anyOf', 'allOf', 'prefixItems'].flatMap((key) => schema[key] ?? []);
  return [...maps, ...direct];
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
