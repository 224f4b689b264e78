import { hashJson } from '../artifacts/content-hash.ts';
import type { JsonObject } from '../protocol/json.ts';

/** Hash of a whole request. `stream` is left out: it changes how the answer travels, not what is asked. */
export function hashRequest(request: JsonObject): string {
  const asked = Object.entries(request).filter(([field]) => field !== 'stream');
  return hashJson(Object.fromEntries(asked));
}
