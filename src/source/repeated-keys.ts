/** A key that stands twice in one object; `offset` is that of the second. */
export interface RepeatedKey {
  key: string;
  offset: number;
}

/** By character codes, which is twice as fast as by characters; this looks at every one of a file. */
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Keys that `JSON.parse` would drop in silence: it keeps the last of two. The text must be valid JSON. */
export function repeatedKeys(json: string): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  /** The keys so far of each object around the current one; nothing for lists. */
  const around: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  let start = 0;
  let end = 0;
  for (let offset = 0; offset < json.length; offset += 1) {
    switch (json.charCodeAt(offset)) {
      case QUOTE:
        start = offset;
        end = closingQuote(json, offset);
        offset = end;
        break;
      case OPEN_OBJECT:
        around.push(keys);
        keys = new Set();
        break;
      case OPEN_LIST:
        around.push(keys);
        keys = undefined;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        keys = around.pop();
        break;
      case COLON: {
        const key = plainKey(json.slice(start + 1, end));
        if (keys?.has(key)) found.push({ key, offset: start });
        keys?.add(key);
      }
    }
  }
  return found;
}

function closingQuote(json: string, opening: number): number {
  let end = json.indexOf('"', opening + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before the quote. */
function isEscaped(json: string, quote: number): boolean {
  let first = quote;
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

/** `\u0061` and `a` are the same key. */
function plainKey(text: string): string {
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}
