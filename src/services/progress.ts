/** Says one line to the person who waits: what happens, how large it is, how long it takes. */
export type Report = (line: string) => void;

/** "0.4 s", "45 s", "3 min 5 s". */
export function durationText(durationMs: number): string {
  if (durationMs < 10_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
