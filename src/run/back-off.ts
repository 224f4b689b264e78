const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

/** Pause before look number `looks` + 1 at something that is not there: 2 s, 4 s, … 60 s. */
export function backOffMs(looks: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(looks, 10));
}
