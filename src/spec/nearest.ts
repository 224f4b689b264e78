import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant by `name`: few letters away, or the same but for case and separators. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const plainName = plain(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance && plain(candidate) !== plainName) continue;
    const letters = plain(candidate) === plainName ? 0 : distance(name, candidate);
    if (letters < bestDistance) {
      best = candidate;
      bestDistance = letters;
    }
  }
  return best;
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
