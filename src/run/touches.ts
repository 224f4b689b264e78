import type { Touch } from '../protocol/owner.ts';

/** What lies further back was followed by the work of others, and is never put back. */
const MOST_TOUCHES = 50;

/**
 * Notes that runs touched an n8n workflow with one change. When there are several, each is seen to be followed by another:
 * their work cannot be told apart any more.
 */
export function withTouch(
  touches: readonly Touch[],
  runs: readonly string[],
  restorePoint?: string,
): Touch[] {
  if (isTouching(touches, runs)) return [...touches];
  const point = restorePoint !== undefined && { restorePoint };
  const again = runs.length > 1 ? runs.slice(0, 1) : [];
  return [...touches, ...[...runs, ...again].map((run) => ({ run, ...point }))].slice(-MOST_TOUCHES);
}

/** True when the last touch was by this run alone: another one adds nothing. */
export function isTouching(touches: readonly Touch[], runs: readonly string[]): boolean {
  return runs.length === 1 && touches.at(-1)?.run === runs[0];
}

/** Artifact with what there was before a run, where that was noted. */
export function restorePointOf(touches: readonly Touch[], run: string): string | undefined {
  return touches.find((touch) => touch.run === run)?.restorePoint;
}

/** What a run goes back to, and the touches that remain then; or why its changes have to stay. */
export type WayBack =
  { possible: true; restorePoint: string; remaining: Touch[] } | { possible: false; reason: string };

export function wayBack(touches: readonly Touch[], run: string): WayBack {
  const first = touches.findIndex((touch) => touch.run === run);
  if (first !== -1 && touches.slice(first).some((touch) => touch.run !== run))
    return { possible: false, reason: 'Another run has worked on it since.' };
  const restorePoint = touches[first]?.restorePoint;
  if (restorePoint === undefined)
    return { possible: false, reason: 'Nothing is known that this run changed there.' };
  return { possible: true, restorePoint, remaining: touches.slice(0, first) };
}
