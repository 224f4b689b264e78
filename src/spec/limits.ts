import type { Problem } from '../protocol/problem.ts';
import { RESERVED_NAMES } from './json-value.ts';
import { toPointer } from './pointer.ts';

/** What a document may be at most. Checked before anything else looks at it. */
export const LIMITS = {
  /** Bytes of a specification with all files beside it. */
  documentBytes: 8 * 1024 * 1024,
  /** Levels of lists and maps. */
  depth: 64,
  /** Characters of one text. */
  textLength: 200_000,
  /** Values in the whole document, lists and maps included. */
  values: 2_000_000,
} as const;

/** Finds what is too deep, too long, too much, not JSON, or named to reach into prototypes. */
export function checkLimits(document: unknown): Problem[] {
  const search: Search = { problems: [], values: 0, path: [] };
  visit(document, search);
  if (search.values > LIMITS.values) {
    search.problems.push({
      rule: 'too_many_values',
      pointer: '',
      message: `The document has more than ${LIMITS.values} values.`,
      fix: 'Split the specification.',
    });
  }
  return search.problems;
}

interface Search {
  problems: Problem[];
  values: number;
  path: PropertyKey[];
}

function visit(value: unknown, search: Search): void {
  search.values += 1;
  if (search.values > LIMITS.values) return;
  if (typeof value !== 'object' || value === null) {
    visitScalar(value, search);
  } else if (isShallow(search)) {
    if (Array.isArray(value)) value.forEach((member, index) => visitMember(index, member, search));
    else for (const [key, member] of Object.entries(value)) visitMember(key, member, search);
  }
}

function visitMember(key: string | number, member: unknown, search: Search): void {
  search.path.push(key);
  if (typeof key === 'string' && RESERVED_NAMES.has(key)) {
    report(
      search,
      'forbidden_key',
      `A key may not be called \`${key}\`.`,
      'Choose another name for the key.',
    );
  } else {
    visit(member, search);
  }
  search.path.pop();
}

function isShallow(search: Search): boolean {
  if (search.path.length < LIMITS.depth) return true;
  report(
    search,
    'too_deep',
    `Lists and maps stand more than ${LIMITS.depth} levels deep.`,
    'Make the data flatter.',
  );
  return false;
}

function visitScalar(value: unknown, search: Search): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      report(search, 'half_a_character', HALF_A_CHARACTER, 'Write the whole character, or leave it out.');
    if (value.length <= LIMITS.textLength) return;
    const message = `This text has ${value.length} characters; ${LIMITS.textLength} are allowed.`;
    report(search, 'text_too_long', message, 'Shorten the text.');
    return;
  }
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return;
  report(
    search,
    'not_json',
    'This value cannot be written in JSON.',
    'Write it as a text or as a finite number.',
  );
}

const HALF_A_CHARACTER = 'This text holds half of a character (a lone surrogate), which no file can keep.';

function report(search: Search, rule: string, message: string, fix: string): void {
  search.problems.push({ rule, message, fix, pointer: toPointer(search.path) });
}
