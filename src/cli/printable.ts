/** Colours and weights, as `styleText` writes them; not the one that hides text. */
// oxlint-disable-next-line no-control-regex
const STYLE = /\u001b\[(?:[0-79]|2[1-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])m/g;

/** What a terminal obeys, and marks that turn around what stands behind them. Tabs and line breaks stay. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text for a terminal in which nothing but our own styles is obeyed: texts of files, services and models are shown in it, and
 * could clear the screen, set the title or write the clipboard. Everything that the command line prints goes through here.
 */
export function printable(text: string): string {
  const styles = text.match(STYLE) ?? [];
  return text
    .split(STYLE)
    .map((part) => part.replace(OBEYED, shown))
    .reduce((whole, part, index) => `${whole}${styles[index - 1] ?? ''}${part}`);
}

/** JSON for programs, which stays valid: what its own escapes leave as it is becomes an escape as well. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As a sign that shows what stood there. */
function shown(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
