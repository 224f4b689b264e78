import type * as z from 'zod';
import type { Problem } from '../protocol/problem.ts';
import { isPlainObject } from './json-value.ts';
import { nearest } from './nearest.ts';
import { fieldsAt } from './schema-fields.ts';
import { flatIssues } from './shape-issues.ts';
import { shapeProblems } from './shape-problems.ts';

/** `value` is there in spite of problems when only field names were misspelt, so that the rules can look at it too. */
export type Shape<Value> = { value: Value; problems: Problem[] } | { value?: undefined; problems: Problem[] };

/**
 * Reads a document by its zod schema. Misspelt field names are reported and then read as what was meant, so that one
 * slip of the pen does not hide everything else.
 */
export function readShape<Value>(schema: z.ZodType<Value>, document: unknown): Shape<Value> {
  const first = schema.safeParse(document);
  if (first.success) return { value: first.data, problems: [] };
  const issues = flatIssues(first.error.issues);
  const unknownFields = issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknownFields.length === 0) return { problems: shapeProblems(schema, document, issues) };
  const misspelt = shapeProblems(schema, document, unknownFields);
  const respelt = respell(schema, document, unknownFields);
  const second = schema.safeParse(respelt);
  if (second.success) return { value: second.data, problems: misspelt };
  return { problems: [...misspelt, ...shapeProblems(schema, respelt, flatIssues(second.error.issues))] };
}

/** A copy in which unknown fields have the name that was probably meant, or are left out. */
function respell(
  schema: z.core.$ZodType,
  document: unknown,
  issues: readonly Pick<z.core.$ZodIssueUnrecognizedKeys, 'path' | 'keys'>[],
): unknown {
  const copy = structuredClone(document);
  for (const issue of issues) {
    const fields = fieldsAt(schema, issue.path).names;
    const holder = issue.path.reduce(memberOf, copy);
    if (!isPlainObject(holder)) continue;
    for (const key of issue.keys) {
      const meant = nearest(key, fields);
      if (meant !== undefined && !(meant in holder)) holder[meant] = holder[key];
      delete holder[key];
    }
  }
  return copy;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isPlainObject(value) ? value[String(key)] : undefined;
}
