import * as z from 'zod';
import { json } from './fields.ts';

const typeName = z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
const count = z.int().min(0);

/** Only within the same schema: nothing is ever fetched, so there is no remote `$ref`. */
const localReference = z
  .string()
  .regex(/^#(\/|$)/, 'must point into the same schema, such as `#/$defs/item`');

const pattern = z.string().refine(isRegularExpression, 'must be a regular expression');

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

/**
 * A JSON Schema (2020-12), spelt out so that a misspelt keyword is found at its place, like any misspelt field.
 * Every schema that passes compiles in ajv's strict mode (tested), so ajv need not be loaded to validate.
 */
export const dataSchema = z
  .strictObject({
    $schema: z.string().optional(),
    $comment: z.string().optional(),
    $ref: localReference.optional(),
    get $defs() {
      return schemaMap.optional();
    },
    title: z.string().optional(),
    description: z.string().optional(),
    default: json.optional(),
    examples: z.array(json).optional(),
    type: z.union([typeName, z.array(typeName).min(1)]).optional(),
    enum: z.array(json).min(1).optional(),
    const: json.optional(),
    format: z
      .enum(['date-time', 'date', 'time', 'duration', 'email', 'uri', 'uuid', 'hostname', 'ipv4', 'ipv6'])
      .optional(),
    pattern: pattern.optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    multipleOf: z.number().positive().optional(),
    get properties() {
      return schemaMap.optional();
    },
    required: z.array(z.string()).optional(),
    get additionalProperties() {
      return schemaOrBoolean.optional();
    },
    get patternProperties() {
      return z.record(pattern, schemaOrBoolean).optional();
    },
    get propertyNames() {
      return schemaOrBoolean.optional();
    },
    minProperties: count.optional(),
    maxProperties: count.optional(),
    get items() {
      return schemaOrBoolean.optional();
    },
    get prefixItems() {
      return schemaList.optional();
    },
    get contains() {
      return schemaOrBoolean.optional();
    },
    minItems: count.optional(),
    maxItems: count.optional(),
    uniqueItems: z.boolean().optional(),
    get allOf() {
      return schemaList.optional();
    },
    get anyOf() {
      return schemaList.optional();
    },
    get oneOf() {
      return schemaList.optional();
    },
    get not() {
      return schemaOrBoolean.optional();
    },
  })
  .meta({
    id: 'data_schema',
    title: 'JSON Schema',
    description: 'A JSON Schema (2020-12) of data that passes through.',
  });

const schemaOrBoolean = z.union([dataSchema, z.boolean()]);
const schemaMap = z.record(z.string(), schemaOrBoolean);
const schemaList = z.array(schemaOrBoolean).min(1);
