import type { JsonObject, JsonValue } from '../protocol/json.ts';

/**
 * What nothing may be called: every object of JavaScript has these names already, so a map would seem to hold what it does
 * not, or a name would reach into the prototypes.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'prototype',
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** A copy of data that is JSON but for members that are `undefined`, which are left out. */
export function toJson(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (isPlainObject(value)) return toJsonObject(value);
  throw new TypeError(`not JSON: ${typeof value}`);
}

/** @throws SyntaxError for what is no JSON. */
export function parseJson(text: string): JsonValue {
  const value: unknown = JSON.parse(text);
  return toJson(value);
}

/** {@link toJson} for objects. */
export function toJsonObject(value: object): JsonObject {
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) result[key] = toJson(member);
  return result;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy in which every text is replaced by what `change` makes of it. @param path to the value */
export function mapTexts(
  value: JsonValue,
  path: readonly PropertyKey[],
  change: (text: string, path: readonly PropertyKey[]) => JsonValue,
): JsonValue {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((member, index) => mapTexts(member, [...path, index], change));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mapTexts(member, [...path, key], change)]),
  );
}

/** The word that people use for the kind of a value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return '`true` or `false`';
    default:
      return 'a map';
  }
}

/** Calls `visit` with every text in a value and the way to it, which is only valid during the call. */
export function visitStrings(
  value: unknown,
  visit: (text: string, path: readonly PropertyKey[]) => void,
): void {
  visitBelow(value, [], visit);
}

function visitBelow(
  value: unknown,
  path: PropertyKey[],
  visit: (text: string, path: readonly PropertyKey[]) => void,
): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) value.forEach((member, index) => visitMember(index, member));
  else if (isPlainObject(value)) for (const key of Object.keys(value)) visitMember(key, value[key]);

  function visitMember(key: PropertyKey, member: unknown): void {
    if (typeof member !== 'string' && (typeof member !== 'object' || member === null)) return;
    path.push(key);
    visitBelow(member, path, visit);
    path.pop();
  }
}
