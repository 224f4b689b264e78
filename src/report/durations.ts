/** Milliseconds between two ISO times; 0 when one is missing or not a time, or when they stand in the wrong order. */
export function elapsedMs(from: string | undefined, to: string | undefined): number {
  if (from === undefined || to === undefined) return 0;
  const elapsed = Date.parse(to) - Date.parse(from);
  return Number.isFinite(elapsed) ? Math.max(0, elapsed) : 0;
}

/** Whole seconds, as `implementation_output` has them. */
export function toSeconds(ms: number): number {
  return Math.round(ms / 1000);
}

/** Whole minutes, as `implementation_output` has them. */
export function toMinutes(ms: number): number {
  return Math.round(ms / 60_000);
}

/** "45 s", "3 min 20 s", "2 h 5 min": for people. */
export function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
