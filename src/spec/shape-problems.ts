import type * as z from 'zod';
import type { Problem } from '../protocol/problem.ts';
import { isPlainObject } from './json-value.ts';
import { suggest } from './nearest.ts';
import { toPointer } from './pointer.ts';
import { fieldsAt } from './schema-fields.ts';
import type { ShapeIssue } from './shape-issues.ts';
import { outOfRange, withArticle, wrongType, wrongValue } from './shape-sentences.ts';

/** Turns what zod found into sentences with a fix. `document` is what was parsed with `schema`. */
export function shapeProblems(
  schema: z.core.$ZodType,
  document: unknown,
  issues: readonly ShapeIssue[],
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownFields(schema, issue.path, issue.keys);
    const value = valueAt(document, issue.path);
    if (value === undefined && issue.path.length > 0) return [missingField(schema, issue.path)];
    return [{ ...sentences(issue, value), pointer: toPointer(issue.path) }];
  });
}

function sentences(issue: ShapeIssue, value: unknown): Omit<Problem, 'pointer'> {
  const name = nameOf(issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(name, [issue.expected], value);
    case 'wrong_kind':
      return wrongType(name, issue.expected, value);
    case 'invalid_value':
      return wrongValue(name, issue.values, value);
    case 'too_small':
    case 'too_big':
      return outOfRange(name, issue, value);
    case 'invalid_key': {
      const message = `The name ${name} ${issue.issues[0]?.message ?? 'is not allowed here'}.`;
      return { rule: 'invalid_name', message, fix: 'Choose another name.' };
    }
    default:
      return { rule: 'invalid_value', message: `${name} ${issue.message}.`, fix: `Correct ${name}.` };
  }
}

/** Of one map. Whoever has more of them wrote something else than a specification. */
const MOST_UNKNOWN_FIELDS = 20;

function unknownFields(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  keys: readonly string[],
): Problem[] {
  const named = keys.slice(0, MOST_UNKNOWN_FIELDS).map((key) => unknownField(schema, path, key));
  const [next, ...rest] = keys.slice(MOST_UNKNOWN_FIELDS);
  if (next === undefined) return named;
  const message = `${rest.length + 1} more fields from here on are not known either.`;
  const fix = 'Look at the specification reference for the fields that there are.';
  return [...named, { rule: 'unknown_field', pointer: toPointer([...path, next]), message, fix }];
}

function unknownField(schema: z.core.$ZodType, path: readonly PropertyKey[], key: string): Problem {
  const { title, names } = fieldsAt(schema, path);
  return {
    rule: 'unknown_field',
    pointer: toPointer([...path, key]),
    message: `\`${key.slice(0, 100)}\` is not a field of ${placeName(path, title)}.`,
    // In YAML's `{ a: b, c }` an unquoted comma ends the text.
    fix: /[ .]/.test(key)
      ? 'Text with a comma or a colon needs quotes around it.'
      : suggest(key, names, 'fields'),
  };
}

function missingField(schema: z.core.$ZodType, path: readonly PropertyKey[]): Problem {
  const key = String(path.at(-1));
  const holder = path.slice(0, -1);
  const subject = placeName(holder, fieldsAt(schema, holder).title);
  return {
    rule: 'missing_field',
    pointer: toPointer(path),
    message: `${subject.charAt(0).toUpperCase()}${subject.slice(1)} needs \`${key}\`.`,
    fix: `Add \`${key}\`.`,
  };
}

/** "`settings`"; "`lead`, a JSON Schema" where the name does not tell what it is; "a task" for an entry of a list. */
function placeName(path: readonly PropertyKey[], title: string): string {
  const name = path.at(-1);
  if (typeof name !== 'string') return withArticle(title);
  const isTold = title === 'map' || title.replaceAll(' ', '_') === name;
  return isTold ? `\`${name}\`` : `\`${name}\`, ${withArticle(title)}`;
}

/** The last name on the way, with the place in the list where that is what there is. */
function nameOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'The document';
  if (typeof last !== 'number') return `\`${String(last)}\``;
  const list = path.at(-2);
  return list === undefined ? `Entry ${last + 1}` : `Entry ${last + 1} of \`${String(list)}\``;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isPlainObject(value) && Object.hasOwn(value, key)) value = value[String(key)];
    else return undefined;
  }
  return value;
}
