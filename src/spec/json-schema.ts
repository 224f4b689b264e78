import * as z from 'zod';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { ALIASES } from './aliases.ts';
import { authorExecutionContext } from './author/execution-context.ts';
import { authorEnvironment } from './author/environment.ts';
import { authorSpecification } from './author/specification.ts';
import { isPlainObject, toJsonObject } from './json-value.ts';

/**
 * The JSON Schemas of the author's form, for editors. Draft 7, because that is what the YAML language server
 * and most editors read.
 */
export function specificationJsonSchema(): JsonObject {
  const { $schema, $ref, definitions } = generate(authorSpecification);
  const reference: JsonObject = { $ref: $ref ?? '' };
  const { $schema: _schema, $ref: _ref, definitions: context } = generate(authorExecutionContext);
  const executionContext: JsonObject = { $ref: '#/definitions/execution_context' };
  return {
    $schema: $schema ?? '',
    title: 'Millwright specification',
    // The wrapper `specification_output`. `if` instead of `anyOf`, so that an editor underlines the wrong field and not the whole file.
    if: { type: 'object', required: ['specification_output'] },
    then: {
      type: 'object',
      properties: { specification_output: reference, execution_context: executionContext },
      additionalProperties: false,
    },
    else: reference,
    definitions: { ...withAliases(definitions), ...(isJsonObject(context) && context) },
  };
}

export function environmentJsonSchema(): JsonObject {
  const { $schema, $ref, definitions } = generate(authorEnvironment);
  return {
    $schema: $schema ?? '',
    title: 'Millwright environment',
    $ref: $ref ?? '',
    definitions: definitions ?? {},
  };
}

function generate(schema: z.core.$ZodType): JsonObject {
  // `json` fields are "any value", which zod can only say by leaving them open.
  return toJsonObject(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }));
}

/** Aliases are accepted, so an editor must not underline them; `deprecated` makes it prefer the canonical name. */
function withAliases(definitions: JsonValue | undefined): JsonObject {
  if (!isJsonObject(definitions)) throw new TypeError('zod gave no definitions');
  const result: JsonObject = { ...definitions };
  for (const [name, aliases] of Object.entries(ALIASES)) {
    const definition = result[name];
    if (!isJsonObject(definition) || !isJsonObject(definition['properties'])) {
      throw new TypeError(`there is no definition ${name}`);
    }
    result[name] = { ...definition, ...withAliasProperties(definition, definition['properties'], aliases) };
  }
  return result;
}

function withAliasProperties(
  definition: JsonObject,
  properties: JsonObject,
  aliases: Readonly<Record<string, string>>,
): JsonObject {
  const added: JsonObject = { ...properties };
  for (const [alias, canonical] of Object.entries(aliases)) {
    const property = properties[canonical];
    if (!isJsonObject(property)) throw new TypeError(`there is no field ${canonical}`);
    added[alias] = { ...property, description: `Another name for \`${canonical}\`.`, deprecated: true };
  }
  const required = namesIn(definition['required']);
  const byEitherName = required.filter((name) =>
    Object.values(aliases).some((canonical) => canonical === name),
  );
  const conditions = byEitherName.map((name) => {
    const names = [name, ...Object.keys(aliases).filter((alias) => aliases[alias] === name)];
    return { anyOf: names.map((key) => ({ required: [key] })) };
  });
  return {
    properties: added,
    required: required.filter((name) => !byEitherName.includes(name)),
    ...(conditions.length === 0 ? {} : { allOf: conditions }),
  };
}

function namesIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isPlainObject(value);
}
