import type * as z from 'zod';
import type { Problem } from '../errors.ts';
import { isPlainObject, kindOf } from './json-value.ts';
import { nearest, suggest } from './nearest.ts';
import { toPointer } from './pointer.ts';
import { fieldsAt } from './schema-fields.ts';

type Issue = z.core.$ZodIssue;

/** Turns what zod found into sentences with a fix. `document` is what was parsed with `schema`. */
export function shapeProblems(
  schema: z.core.$ZodType,
  document: unknown,
  issues: readonly Issue[],
): Problem[] {
  return issues.flatMap((issue) => describe({ schema, document, issue, path: issue.path }));
}

interface Finding {
  schema: z.core.$ZodType;
  document: unknown;
  issue: Issue;
  path: PropertyKey[];
}

function describe(finding: Finding): Problem[] {
  const { issue, path, document } = finding;
  const value = valueAt(document, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(finding, key));
  if (value === undefined && path.length > 0) return [missingField(finding)];
  if (issue.code === 'invalid_union') return unionProblems(finding, value);
  return [simpleProblem(finding, value)];
}

function simpleProblem(finding: Finding, value: unknown): Problem {
  const { issue, path } = finding;
  const name = nameOf(path);
  const pointer = toPointer(path);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(name, pointer, issue.expected, value);
    case 'invalid_value':
      return wrongValue(name, pointer, issue.values, value);
    case 'too_small':
    case 'too_big':
      return outOfRange(name, pointer, issue, value);
    case 'invalid_key':
      return {
        rule: 'invalid_name',
        pointer,
        message: `The name ${name} ${issue.issues[0]?.message ?? 'is not allowed here'}.`,
        fix: 'Choose another name.',
      };
    default:
      return {
        rule: 'invalid_value',
        pointer,
        message: `${name} ${issue.message}.`,
        fix: `Correct ${name}.`,
      };
  }
}

function unknownField(finding: Finding, key: string): Problem {
  const fields = fieldsAt(finding.schema, finding.path);
  return {
    rule: 'unknown_field',
    pointer: toPointer([...finding.path, key]),
    message: `\`${key.slice(0, 100)}\` is not a field of ${withArticle(fields.title)}.`,
    // In YAML's `{ a: b, c }` an unquoted comma ends the text.
    fix: /[ .]/.test(key)
      ? 'Text with a comma or a colon needs quotes around it.'
      : suggest(key, fields.names, 'fields'),
  };
}

function missingField(finding: Finding): Problem {
  const key = String(finding.path.at(-1));
  const fields = fieldsAt(finding.schema, finding.path.slice(0, -1));
  return {
    rule: 'missing_field',
    pointer: toPointer(finding.path),
    message: `${capitalised(withArticle(fields.title))} needs \`${key}\`.`,
    fix: `Add \`${key}\`.`,
  };
}

function wrongType(name: string, pointer: string, expected: string, value: unknown): Problem {
  const wanted = TYPE_WORDS[expected] ?? expected;
  const quote = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  const fix = quote ? `Put it in quotes: '${String(value)}'.` : `Write ${wanted}.`;
  const message = value === null ? `${name} is empty.` : `${name} must be ${wanted}, not ${kindOf(value)}.`;
  return { rule: 'wrong_type', pointer, message, fix };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function wrongValue(name: string, pointer: string, values: readonly unknown[], value: unknown): Problem {
  const allowed = values.map(String);
  const match = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const shown = typeof value === 'string' ? `\`${value.slice(0, 80)}\`` : kindOf(value);
  const list = allowed.map((word) => `\`${word}\``).join(', ');
  const fix =
    match === undefined
      ? `Use ${allowed.length === 1 ? list : `one of ${list}`}.`
      : `Did you mean \`${match}\`?`;
  const message = `${name} cannot be ${shown}${allowed.length === 1 ? `; it is ${list}` : ''}.`;
  return { rule: 'invalid_value', pointer, message, fix };
}

function outOfRange(
  name: string,
  pointer: string,
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  value: unknown,
): Problem {
  const small = issue.code === 'too_small';
  const bound = `${small ? 'at least' : 'at most'} ${small ? issue.minimum : issue.maximum}`;
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  const verb = unit === '' ? 'be' : 'have';
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : value;
  const strict = unit === '' && issue.inclusive === false ? (small ? 'more than' : 'less than') : undefined;
  const limit = strict === undefined ? bound : `${strict} ${small ? issue.minimum : issue.maximum}`;
  return {
    rule: 'out_of_range',
    pointer,
    message: `${name} must ${verb} ${limit}${unit}; it ${unit === '' ? 'is' : 'has'} ${String(size)}.`,
    fix: `Write a value within the limit.`,
  };
}

/** Explains the alternative that was most probably meant: the one that takes a value of this kind. */
function unionProblems(finding: Finding, value: unknown): Problem[] {
  const { issue, path } = finding;
  if (issue.code !== 'invalid_union') return [];
  if ('options' in issue && issue.discriminator !== undefined) {
    const discriminatorPath = [...path, issue.discriminator];
    const found = isPlainObject(value) ? value[issue.discriminator] : undefined;
    if (found === undefined) return [missingField({ ...finding, path: discriminatorPath })];
    return [wrongValue(nameOf(discriminatorPath), toPointer(discriminatorPath), issue.options ?? [], found)];
  }
  const fitting = issue.errors.filter((issues) => !issues.some(isWrongKind));
  const best = fitting.toSorted((left, right) => left.length - right.length)[0];
  if (best !== undefined) {
    return best.flatMap((inner) => describe({ ...finding, issue: inner, path: [...path, ...inner.path] }));
  }
  const kinds = issue.errors.flatMap((issues) => issues.filter(isWrongKind)).map(expectedWord);
  const wanted = [...new Set(kinds)].join(' or ');
  const message = `${nameOf(path)} must be ${wanted}, not ${kindOf(value)}.`;
  return [{ rule: 'wrong_type', pointer: toPointer(path), message, fix: `Write ${wanted}.` }];
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function expectedWord(issue: Issue): string {
  return issue.code === 'invalid_type' ? (TYPE_WORDS[issue.expected] ?? issue.expected) : 'something else';
}

function withArticle(title: string): string {
  return `${/^[aeio]/i.test(title) || title.startsWith('n8n') ? 'an' : 'a'} ${title}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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
