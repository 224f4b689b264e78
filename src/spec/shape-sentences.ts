import type * as z from 'zod';
import type { Problem } from '../protocol/problem.ts';
import { kindOf } from './json-value.ts';
import { nearest } from './nearest.ts';

/** The sentences about single values. `name` is what the value is called in the document. */
type Sentences = Omit<Problem, 'pointer'>;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

export function wrongType(name: string, expected: readonly string[], value: unknown): Sentences {
  const wanted = [...new Set(expected.map((type) => TYPE_WORDS[type] ?? type))].join(' or ');
  const message = value === null ? `${name} is empty.` : `${name} must be ${wanted}, not ${kindOf(value)}.`;
  const wantsText = expected.includes('string') && (typeof value === 'number' || typeof value === 'boolean');
  const fix = wantsText ? `Put it in quotes: '${String(value)}'.` : `Write ${wanted}.`;
  return { rule: 'wrong_type', message, fix };
}

export function wrongValue(name: string, values: readonly unknown[], value: unknown): Sentences {
  const allowed = values.map(String);
  const match = typeof value === 'string' ? nearest(value, allowed) : undefined;
  const shown = typeof value === 'string' ? `\`${value.slice(0, 80)}\`` : kindOf(value);
  const list = allowed.map((word) => `\`${word}\``).join(', ');
  const choice = allowed.length === 1 ? `Use ${list}.` : `Use one of ${list}.`;
  return {
    rule: 'invalid_value',
    message: `${name} cannot be ${shown}.`,
    fix: match === undefined ? choice : `Did you mean \`${match}\`?`,
  };
}

export function outOfRange(
  name: string,
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  value: unknown,
): Sentences {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  const fix = 'Write a value within the limit.';
  if (issue.origin === 'string' || issue.origin === 'array') {
    const unit = issue.origin === 'string' ? 'characters' : 'entries';
    const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
    const limit = `${isSmall ? 'at least' : 'at most'} ${bound} ${unit}`;
    return { rule: 'out_of_range', message: `${name} must have ${limit}; it has ${size}.`, fix };
  }
  const relation =
    issue.inclusive === false ? (isSmall ? 'more than' : 'less than') : isSmall ? 'at least' : 'at most';
  return {
    rule: 'out_of_range',
    message: `${name} must be ${relation} ${bound}; it is ${String(value)}.`,
    fix,
  };
}

export function withArticle(title: string): string {
  return `${/^[aeio]/i.test(title) || title.startsWith('n8n') ? 'an' : 'a'} ${title}`;
}
