/**
 * Words of the model for Markdown that people decide on: as code, so that nothing in them is a link, a heading or anything
 * else but words.
 */
export function quotedWords(text: string): string {
  return `\`${text.replaceAll('\u0060', "'").replaceAll(/\s+/g, ' ').trim()}\``;
}
