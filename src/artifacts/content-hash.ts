import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { MillwrightError } from '../errors.ts';
import type { ArtifactHash } from './artifact-store.ts';

/** Hex SHA-256 of the UTF-8 bytes of `text`. */
export function hashText(text: string): ArtifactHash {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Canonical JSON (RFC 8785): equal values give equal text, whatever the order of their keys.
 * @throws MillwrightError `internal` when `value` is not JSON (a function, a circular reference, NaN).
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new MillwrightError('internal', 'a value that is not JSON was to be stored', { cause });
  }
  if (text === undefined) throw new MillwrightError('internal', 'a value that is not JSON was to be stored');
  return text;
}

/** Hash of the canonical JSON of `value`. */
export function hashJson(value: unknown): ArtifactHash {
  return hashText(canonicalJson(value));
}
