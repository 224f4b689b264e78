import type { RunView } from '../../protocol/run.ts';
import { clean, dollars, paint, shorten, widthOf, type ViewOptions } from './terminal-text.ts';

/**
 * What the run does or waits for at this moment, since when, and what it has cost: one line, for the time between two
 * pieces of news.
 * @param nowMs time in milliseconds since 1970.
 */
export function workingLine(view: RunView, nowMs: number, options: ViewOptions): string {
  const questions = view.openCheckpoints.map(({ checkpointId, openedAt }) => ({
    text: `a decision on ${checkpointId}`,
    since: openedAt,
  }));
  const blockers = view.blockers.map(({ description, since }) => ({ text: description, since }));
  const work = view.tasks
    .filter((task) => task.status === 'running' || task.status === 'verifying')
    .map(({ id, waitsFor, startedAt }) => ({ text: waitsFor ? `${id}: ${waitsFor}` : id, since: startedAt }));
  const parts = [...questions, ...blockers, ...work].map(
    ({ text, since }) => `${clean(text)}${elapsed(since, nowMs)}`,
  );
  const what = parts.length === 0 ? clean(view.statusReason) : parts.join(' · ');
  const cost = `  ${dollars(view.cost.spentUsd)}`;
  return paint('dim', `… ${shorten(what, widthOf(options) - 3 - cost.length)}${cost}`, options);
}

/** ", 12 s", ", 3 min", ", 2 h 5 min"; nothing when it is not known. */
function elapsed(since: string | undefined, nowMs: number): string {
  const seconds =
    since === undefined ? Number.NaN : Math.max(0, Math.round((nowMs - Date.parse(since)) / 1_000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return `, ${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `, ${minutes} min` : `, ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
