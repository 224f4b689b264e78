const MIN_SECRET_LENGTH = 20;
const MIN_BITS_PER_CHARACTER = 3.5;
const MAX_SHARE_OF_DIGITS = 0.2;
const MIN_LETTERS_PER_PART = 2.8;

/** True for one long word of letters and digits that is no expression and not made of words. */
export function looksRandom(text: string): boolean {
  if (text.length < MIN_SECRET_LENGTH || /\s/.test(text) || text.startsWith('=') || text.includes('${'))
    return false;
  if (!/[0-9]/.test(text) || !/[A-Za-z]/.test(text)) return false;
  return bitsPerCharacter(text) >= MIN_BITS_PER_CHARACTER && !isMadeOfWords(text);
}

/**
 * True for names such as `googleDriveOAuth2Api` and `acme-slack-bot-v2`: their parts can be spoken and are longer than
 * what chance makes, and digits are few.
 */
export function isMadeOfWords(text: string): boolean {
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g) ?? [];
  const characters = parts.join('').length;
  const digits = text.match(/[0-9]/g)?.length ?? 0;
  return (
    parts.length > 0 &&
    digits / characters <= MAX_SHARE_OF_DIGITS &&
    characters / parts.length >= MIN_LETTERS_PER_PART &&
    parts.every(isWord)
  );
}

function isWord(part: string): boolean {
  if (/^[0-9]+$/.test(part)) return part.length <= 4;
  if (/^[A-Z]{5,}$/.test(part)) return false;
  return part.length < 3 || (/[aeiouy]/i.test(part) && !/[^aeiouy]{4}|[aeiou]{4}/i.test(part));
}

/** Shannon entropy. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
