import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { JsonObject } from '../protocol/json.ts';

/** Far above the largest prompt. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** Nothing when the body is too large or no JSON object. */
export async function readJsonBody(request: IncomingMessage): Promise<JsonObject | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    pieces.push(Buffer.from(piece));
    bytes += pieces.at(-1)?.length ?? 0;
    if (bytes > MAX_BODY_BYTES) return undefined;
  }
  try {
    return jsonObject.safeParse(JSON.parse(Buffer.concat(pieces).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
