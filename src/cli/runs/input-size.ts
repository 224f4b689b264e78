import { MillwrightError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/json.ts';

/** Temporal refuses a start input over 2 MB, and one over 4 MB hangs the client for 38 s. */
const LARGEST_INPUT_BYTES = 1_500_000;

/** @throws MillwrightError `spec_too_large`. */
export function checkInputSize(specification: JsonObject, environment: JsonObject): void {
  const bytes = Buffer.byteLength(JSON.stringify({ specification, environment }));
  if (bytes <= LARGEST_INPUT_BYTES) return;
  throw new MillwrightError(
    'spec_too_large',
    `Specification and environment have ${bytes} bytes; at most ${LARGEST_INPUT_BYTES} can be sent.`,
  );
}
