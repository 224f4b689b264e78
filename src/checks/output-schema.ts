import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { matchPattern } from './bounded-pattern.ts';

const SCHEMA_LIMIT_CHARACTERS = 200_000;

/** Says what is wrong with a value, in a stable order; nothing when it follows the schema. */
export type SchemaJudge = (value: JsonValue) => string[];

/**
 * Compiles a JSON Schema of a specification. The schema is data of somebody else: its size and its patterns are bounded,
 * and nothing is loaded by reference.
 */
export function compileSchema(
  schema: JsonObject,
): { ok: true; judge: SchemaJudge } | { ok: false; reason: string } {
  if (JSON.stringify(schema).length > SCHEMA_LIMIT_CHARACTERS) {
    return { ok: false, reason: `The schema has more than ${SCHEMA_LIMIT_CHARACTERS} characters.` };
  }
  try {
    const ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      logger: false,
      code: { regExp: boundedRegExp },
    });
    addFormats.default(ajv, { mode: 'fast' });
    const validate = ajv.compile(schema);
    return {
      ok: true,
      judge: (value) => {
        if (validate(value)) return [];
        const errors = validate.errors ?? [];
        return errors
          .map((error) => `${error.instancePath || 'the value'} ${error.message ?? error.keyword}`)
          .toSorted();
      },
    };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Takes the place of `RegExp` in ajv. A pattern that gives no answer in time does not match. Ajv tells patterns apart by
 * their text.
 */
function boundedRegExp(pattern: string, flags: string) {
  return {
    test: (text: string): boolean => matchPattern(pattern, text, flags) === 'match',
    toString: () => `/${pattern}/${flags}`,
  };
}
boundedRegExp.code = 'boundedRegExp';
