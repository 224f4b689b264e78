import { distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant by `name`: the same but for case and separators, else few letters away, else the only
 * one that has all its words ("Edit Fields" of "Edit Fields (Set)") or is made of them.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  return byLetters(name, all) ?? byWords(name, all);
}

function byLetters(name: string, candidates: readonly string[]): string | undefined {
  const plainName = plain(name);
  let best: string | undefined;
  let bestDistance = mostLettersAway(name) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance && plain(candidate) !== plainName) continue;
    const letters =
      plain(candidate) === plainName ? 0 : distance(name.toLowerCase(), candidate.toLowerCase());
    if (letters < bestDistance) {
      best = candidate;
      bestDistance = letters;
    }
  }
  return best;
}

/** Further away, a long name is another name. */
function mostLettersAway(name: string): number {
  if (name.length < 5) return 1;
  return name.length < 9 ? 2 : 3;
}

function byWords(name: string, candidates: readonly string[]): string | undefined {
  const wanted = wordsOf(name);
  const found = candidates.filter((candidate) => {
    const words = wordsOf(candidate);
    return hasAll(words, wanted) || hasAll(wanted, words);
  });
  return found.length === 1 ? found[0] : undefined;
}

function hasAll(words: readonly string[], some: readonly string[]): boolean {
  return some.length > 0 && some.every((word) => words.includes(word));
}

/** `checkoutWebhook`, `checkout-webhook` and `Checkout webhook` have the same two; short ones such as `of` tell nothing. */
function wordsOf(name: string): string[] {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z0-9]{3,}/g);
  return words ?? [];
}

/** What to do about an unknown name: the nearest match if there is one, else what there is. */
export function suggest(name: string, candidates: readonly string[], whatTheyAre: string): string {
  const match = nearest(name, candidates);
  if (match !== undefined) return `Did you mean \`${match}\`?`;
  if (candidates.length === 0) return `There are no ${whatTheyAre} yet: declare one, or leave this out.`;
  const shown = candidates.slice(0, 12).map((candidate) => `\`${candidate}\``);
  const rest = candidates.length > shown.length ? ` and ${candidates.length - shown.length} more` : '';
  return `Use one of the ${whatTheyAre}: ${shown.join(', ')}${rest}.`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
