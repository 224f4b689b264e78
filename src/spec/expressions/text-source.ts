/**
 * JavaScript for a text. n8n ends an expression at the first `}}`, also inside a text, and its parser ends a text at a line
 * separator: so both are escaped.
 */
export function textSource(text: string): string {
  return JSON.stringify(text).replaceAll(/[{}\u2028\u2029]/g, escaped);
}

/** As an escape of JavaScript. @param letter one UTF-16 unit */
export function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text for a place where one that begins with `=` would be an expression: it stays the text that it is. */
export function literalText(text: string): string {
  return text.startsWith('=') ? `={{ ${textSource(text)} }}` : text;
}
