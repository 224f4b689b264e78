/** A key that stands twice in one object; `offset` is that of the second. */
export interface RepeatedKey {
  key: string;
  offset: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Keys that `JSON.parse` would drop in silence: it keeps the last of two. The text must be valid JSON. */
export function repeatedKeys(json: string): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  const open: (Set<string> | undefined)[] = [];
  let text: { value: string; offset: number } | undefined;
  for (const match of json.matchAll(TOKEN)) {
    const token = match[0];
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') noteKey(text, open.at(-1), found);
    text = token.startsWith('"') ? { value: token, offset: match.index } : undefined;
  }
  return found;
}

function noteKey(
  text: { value: string; offset: number } | undefined,
  keys: Set<string> | undefined,
  found: RepeatedKey[],
): void {
  if (text === undefined || keys === undefined) return;
  const key = String(JSON.parse(text.value));
  if (keys.has(key)) found.push({ key, offset: text.offset });
  keys.add(key);
}
