import { canonicalJson } from '../artifacts/content-hash.ts';
import type { JsonValue } from '../protocol/json.ts';

/**
 * Untrusted data for a prompt: JSON inside a named block. `<` is escaped, so nothing inside can close the block, and
 * the JSON is canonical, so that the same data gives the same prompt on every machine.
 */
export function dataBlock(name: string, data: JsonValue): string {
  return `<${name}>\n${encode(data)}\n</${name}>`;
}

/** Text that takes at most `maxBytes` in a data block, plus a remark in place of what was cut off. */
export function capText(text: string, maxBytes: number): string {
  if (encodedBytes(text) <= maxBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += encodedBytes(character) - QUOTES_BYTES;
    if (bytes > maxBytes - REMARK_BYTES) break;
    kept += character;
  }
  return `${kept}… (${text.length - kept.length} characters left out)`;
}

/** As many leading items as take at most `maxBytes` in a data block, and how many were left out. */
export function capItems<Item extends JsonValue>(
  items: Item[],
  maxBytes: number,
): { shown: Item[]; leftOut: number } {
  let bytes = 0;
  const firstTooMany = items.findIndex((item) => {
    bytes += encodedBytes(item) + COMMA_BYTES;
    return bytes > maxBytes;
  });
  const shown = firstTooMany === -1 ? items : items.slice(0, firstTooMany);
  return { shown, leftOut: items.length - shown.length };
}

/** JSON that would take more goes in as cut text: the model still sees its beginning. */
export function capJson(value: JsonValue, maxBytes: number): JsonValue {
  return encodedBytes(value) <= maxBytes ? value : capText(canonicalJson(value), maxBytes);
}

const QUOTES_BYTES = 2;
const COMMA_BYTES = 1;
const REMARK_BYTES = 64;

function encode(value: JsonValue): string {
  return canonicalJson(value).replaceAll('<', '\\u003c');
}

function encodedBytes(value: JsonValue): number {
  return Buffer.byteLength(encode(value), 'utf8');
}
