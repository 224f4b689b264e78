import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parse } from 'yaml';
import { test } from 'vitest';
import { dataSchema } from '../../src/spec/author/data-schema.ts';
import { environmentJsonSchema, specificationJsonSchema } from '../../src/spec/json-schema.ts';
import { toJsonObject } from '../../src/spec/json-value.ts';
import { generatedFiles } from '../../tools/generate/generated-files.ts';
import { exampleFile } from './examples.ts';

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
});
const isSpecification = ajv.compile(specificationJsonSchema());
const isEnvironment = ajv.compile(environmentJsonSchema());

async function example(name: string): Promise<Record<string, unknown>> {
  return parse(await readFile(exampleFile(name), 'utf8')) as Record<string, unknown>;
}

test('the generated files are up to date', async () => {
  for (const [name, content] of generatedFiles()) {
    const file = new URL(`../../${name}`, import.meta.url);
    assert.equal(await readFile(file, 'utf8'), content, `${name}: run \`node tools/generate.ts\``);
  }
});

test('an editor accepts the examples, bare and in the wrapper', async () => {
  for (const name of ['abandoned-cart', 'customer-sync']) {
    const document = await example(`${name}/specification.yaml`);
    assert(isSpecification(document), JSON.stringify(isSpecification.errors));
    assert(isSpecification({ specification_output: document }));
    assert(isEnvironment(await example(`${name}/environment.yaml`)), JSON.stringify(isEnvironment.errors));
  }
});

test('an editor accepts an alias and underlines a misspelt field', async () => {
  const document = JSON.stringify(await example('abandoned-cart/specification.yaml'));
  assert(isSpecification(JSON.parse(document.replaceAll('dependencies_completed', 'depends_on'))));
  assert(!isSpecification(JSON.parse(document.replace('dependencies_completed', 'dependencies_complete'))));
  assert(
    isSpecification.errors?.some((error) => error.params['additionalProperty'] === 'dependencies_complete'),
    JSON.stringify(isSpecification.errors),
  );
});

test('every field that an author can write is described', () => {
  const undescribed: string[] = [];
  for (const schema of [specificationJsonSchema(), environmentJsonSchema()]) {
    const definitions = schema['definitions'] as Record<
      string,
      { properties?: Record<string, { description?: string }> }
    >;
    for (const [name, { properties }] of Object.entries(definitions)) {
      // JSON Schema's own keywords are described by JSON Schema.
      if (name === 'data_schema') continue;
      for (const [field, { description }] of Object.entries(properties ?? {})) {
        if (description === undefined) undescribed.push(`${name}.${field}`);
      }
    }
  }
  assert.deepEqual(undescribed, []);
});

const leaf = fc.oneof(
  fc.record({ type: fc.constant('string'), minLength: fc.nat(5), pattern: fc.constantFrom('^a', '[0-9]+$') }),
  fc.record({
    type: fc.constantFrom('number', 'integer'),
    minimum: fc.integer(),
    multipleOf: fc.integer({ min: 1 }),
  }),
  fc.record({ type: fc.constant(['string', 'null']), format: fc.constantFrom('email', 'date-time', 'uri') }),
  fc.record({ enum: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
  fc.record({ const: fc.jsonValue() }),
);
const { schema: anySchema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({
      type: fc.constant('array'),
      items: tie('schema'),
      minItems: fc.nat(3),
      uniqueItems: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('schema')),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      required: fc.uniqueArray(fc.string()),
    }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), title: fc.string() }),
    fc.record({ not: tie('schema'), description: fc.string() }),
  ),
}));

test('every data schema that the language accepts compiles in the strict mode of ajv', () => {
  fc.assert(
    fc.property(anySchema, (schema) => {
      const read = dataSchema.safeParse(schema);
      assert(read.success, JSON.stringify(read.error?.issues));
      const strict = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
      addFormats.default(strict);
      strict.compile(toJsonObject(read.data));
    }),
    { numRuns: 60 },
  );
});
