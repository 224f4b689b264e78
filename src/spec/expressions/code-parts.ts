/**
 * The JavaScript in a text of n8n: what stands between `{{` and the next `}}`, wherever that is (n8n 2.41 looks at no
 * quotes); `\{{` is text. An expression that is not closed goes to the end.
 */
export function codeParts(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const open = /(?<!\\)\{\{/.exec(rest);
    if (open === null) return parts;
    rest = rest.slice(open.index + 2);
    const close = /(?<!\\)\}\}/.exec(rest);
    parts.push(rest.slice(0, close?.index).replaceAll('\\}}', '}}'));
    if (close === null) return parts;
    rest = rest.slice(close.index + 2);
  }
}
