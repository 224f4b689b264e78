import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { JsonValue } from '../protocol/json.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Reads a request's body: parsed when it is JSON, null when there is none, the text otherwise. */
export async function readJsonBody(
  message: IncomingMessage,
): Promise<{ ok: true; value: JsonValue } | { ok: false }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  message.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  const complete = await new Promise<boolean>((resolve) => {
    message.once('end', () => resolve(true));
    message.once('close', () => resolve(false));
  });
  if (!complete || bytes > BODY_LIMIT_BYTES) return { ok: false };
  return { ok: true, value: parse(Buffer.concat(chunks).toString('utf8')) };
}

function parse(text: string): JsonValue {
  if (text === '') return null;
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}
