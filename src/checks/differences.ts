import type { JsonValue } from '../protocol/json.ts';

/** One place where two JSON values differ. */
export interface Difference {
  /** JSON pointer; empty for the whole value. */
  pointer: string;
  /** Undefined: should not be there. */
  expected: JsonValue | undefined;
  /** Undefined: missing. */
  actual: JsonValue | undefined;
}

/**
 * Where `actual` differs from `expected`, in a stable order.
 *
 * @param mode `exact`: equal in all. `subset`: an object may have more keys than expected; lists have to be equally long.
 */
export function findDifferences(
  expected: JsonValue,
  actual: JsonValue | undefined,
  mode: 'exact' | 'subset',
  pointer = '',
): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) =>
      findDifferences(item, actual[index], mode, `${pointer}/${index}`),
    );
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = Object.keys(mode === 'exact' ? { ...expected, ...actual } : expected).toSorted();
    return keys.flatMap((key) => {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const value = ownValue(expected, key);
      if (value !== undefined) return findDifferences(value, ownValue(actual, key), mode, at);
      return [{ pointer: at, expected: undefined, actual: ownValue(actual, key) }];
    });
  }
  return Object.is(expected, actual) || bothZero(expected, actual) ? [] : [{ pointer, expected, actual }];
}

/** Differences as one line for evidence and repair prompts: at most five, values cut. */
export function describeDifferences(differences: readonly Difference[]): string {
  const shown = differences.slice(0, 5).map(({ pointer, expected, actual }) => {
    const place = pointer === '' ? 'the whole value' : pointer;
    return `${place}: expected ${toText(expected, 200)}, got ${toText(actual, 200)}`;
  });
  const more = differences.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}

/** JSON text, cut at `limit` characters; "nothing" for a missing value. */
export function toText(value: JsonValue | undefined, limit = 2_000): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text;
}

type PlainObject = Record<string, JsonValue>;

function isObject(value: JsonValue | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(object: PlainObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** JSON knows no minus zero. */
function bothZero(expected: JsonValue, actual: JsonValue | undefined): boolean {
  return expected === 0 && actual === 0;
}
