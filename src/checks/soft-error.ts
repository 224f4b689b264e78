import { z } from 'zod';
import type { JsonValue } from '../protocol/json.ts';

/** Words of services that answer 200 and say in the body that it went wrong. */
const FAILED_WORDS: readonly JsonValue[] = ['error', 'fail', 'failed', 'failure'];

/** One member of an answer that speaks of an error. */
export interface SoftError {
  /** Name of the member, e.g. `errors`. */
  key: string;
  value: JsonValue;
}

/**
 * The error that an answer holds although its status is a good one: `error` or `errors` with something in it, `ok` or
 * `success` that is false, or a `status` in words. Only the outermost members count: deeper ones are data.
 * @param body parsed, or the text of it
 */
export function softError(body: JsonValue): SoftError | undefined {
  const members = membersOf(body);
  for (const [key, value] of Object.entries(members)) {
    const name = key.toLowerCase();
    const isError = (name === 'error' || name === 'errors') && holdsSomething(value);
    const isNotWell = (name === 'ok' || name === 'success') && value === false;
    if (isError || isNotWell || (name === 'status' && FAILED_WORDS.includes(value))) return { key, value };
  }
  return undefined;
}

const objectSchema = z.record(z.string(), z.json());

function membersOf(body: JsonValue): Record<string, JsonValue> {
  if (typeof body !== 'string') return objectSchema.safeParse(body).data ?? {};
  try {
    return objectSchema.safeParse(JSON.parse(body)).data ?? {};
  } catch {
    return {};
  }
}

function holdsSomething(value: JsonValue): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  return Object.keys(value).length > 0;
}
