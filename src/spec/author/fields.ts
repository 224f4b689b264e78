import * as z from 'zod';
import type { JsonValue } from '../../protocol/json.ts';
import { RESERVED_NAMES } from '../json-value.ts';

/** Building blocks of the author's form: each says in words what is wrong, because people read it. */

const notReserved = [
  (name: string) => !RESERVED_NAMES.has(name),
  'must not be a name that every object of JavaScript has',
] as const;

/** Names of things that the specification defines. `@` is left out: run ids are `<spec id>@<environment>`. */
export const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must start with a letter or digit, go on with letters, digits, `.`, `_` or `-`, and have at most 100 characters',
  )
  .refine(...notReserved);

/** A sentence or more. */
export const text = z.string().regex(/\S/, 'must not be empty').max(20_000);

/** A short name that people see: one line. */
export const label = z
  .string()
  .regex(/^[^\r\n]*\S[^\r\n]*$/, 'must be one line of text')
  .max(128)
  .refine(...notReserved);

export const positiveInteger = z.int().min(1);

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Any JSON value. That the document is JSON is checked once for the whole of it (`limits.ts`). */
export const json = z.custom<JsonValue>((value) => value !== undefined, 'is missing');

/** An address without a user, a password, a query or a fragment in it. */
export const baseUrl = z
  .string()
  .regex(
    /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/,
    'must be an address such as https://api.example.com, without user, query or fragment',
  );

/** The part of an address after the host. */
export const urlPath = z.string().regex(/^\/\S*$/, 'must be a path that begins with `/` and has no spaces');

/** Name of a variable of the process environment. */
export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
    'must be the name of an environment variable, such as N8N_API_KEY, never its value',
  );

export const httpMethod = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

export const httpStatus = z.int().min(100).max(599);
