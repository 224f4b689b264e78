/** A key that stands twice in one object; `offset` is that of the second. */
export interface RepeatedKey {
  key: string;
  offset: number;
}

/** Keys that `JSON.parse` would drop in silence: it keeps the last of two. The text must be valid JSON. */
export function repeatedKeys(json: string): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  /** One entry for each open object (its keys so far) or list (nothing). */
  const open: (Set<string> | undefined)[] = [];
  let start = 0;
  let end = 0;
  for (let offset = 0; offset < json.length; offset += 1) {
    switch (json.charAt(offset)) {
      case '"':
        start = offset;
        end = closingQuote(json, offset);
        offset = end;
        break;
      case '{':
        open.push(new Set());
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ':':
        noteKey(json.slice(start, end + 1), start, open.at(-1), found);
        break;
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
  while (json[first - 1] === '\\') first -= 1;
  return (quote - first) % 2 === 1;
}

function noteKey(text: string, offset: number, keys: Set<string> | undefined, found: RepeatedKey[]): void {
  // `"\u0061"` and `"a"` are the same key.
  const key = text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1);
  if (keys?.has(key)) found.push({ key, offset });
  keys?.add(key);
}
