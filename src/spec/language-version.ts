import * as z from 'zod';
import type { Problem } from '../protocol/problem.ts';
import { isPlainObject } from './json-value.ts';
import { toPointer } from './pointer.ts';

/** Of the language in which specifications and environment files are written. It stands in every normal form. */
export const LANGUAGE_VERSION = 1;
export type LanguageVersion = typeof LANGUAGE_VERSION;

const FIELD = 'millwright';

/** Its field in the author's form. */
export const languageVersion = z
  .literal(LANGUAGE_VERSION)
  .default(LANGUAGE_VERSION)
  .describe('Version of the language that the file is written in.');

/** Another version means other fields: all else that would be found wrong is beside the point. */
export function otherVersion(document: unknown): Problem[] {
  const version = isPlainObject(document) ? document[FIELD] : undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version === LANGUAGE_VERSION) return [];
  return [
    {
      rule: 'other_language_version',
      pointer: toPointer([FIELD]),
      message: `This is written for version ${version} of the language; this Millwright reads ${LANGUAGE_VERSION}.`,
      fix: `Use a Millwright that reads version ${version}, or write it in version ${LANGUAGE_VERSION}.`,
    },
  ];
}
