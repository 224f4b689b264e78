import type { Problem } from '../../protocol/problem.ts';
import type { Specification } from '../model.ts';

/** A family of rules: pure, and silent about what another family reports. Pointers are into the normal form. */
export type Rule = (specification: Specification) => Problem[];

/** Entries whose name was used before, with the first use. */
export function repeated<Entry>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
): { index: number; first: number; name: string }[] {
  const firstUse = new Map<string, number>();
  const result: { index: number; first: number; name: string }[] = [];
  entries.forEach((entry, index) => {
    const name = nameOf(entry);
    const first = firstUse.get(name);
    if (first === undefined) firstUse.set(name, index);
    else result.push({ index, first, name });
  });
  return result;
}
