/** Reading messages that anybody may have sent: what is not of the shape is undefined, and nothing throws. */

export type Fields = Readonly<Record<string, unknown>>;

/** The own fields of a JSON object; undefined for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

/** As long as Temporal lets the id of a workflow be. */
const LONGEST_ID = 1_000;

/**
 * True for what may become an id on the wire. Half a surrogate pair there would have the server refuse all that the worker
 * says in the same breath, and an empty id too.
 */
export function isId(value: unknown, longest = LONGEST_ID): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest && value.isWellFormed();
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A text, or nothing. */
export function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isYesOrNo(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
