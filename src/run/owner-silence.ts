import { applyOutcome } from './outcomes.ts';
import { rosterOf } from './roster.ts';
import { followsRules2 } from './rules.ts';
import { stateOf, type Run } from './run-state.ts';

/**
 * An owner answers when its own activities are through, which have time limits. Without an answer by then it is gone, or what it
 * said has been lost: it is asked again, which changes nothing where it was done, and started again where it was ended.
 */
export const OWNER_ANSWERS_WITHIN_MINUTES = 15;

const ANSWERS_WITHIN_MS = OWNER_ANSWERS_WITHIN_MINUTES * 60_000;

/** When the first owner that has not answered is late, or undefined when none is waited for. */
export function ownerDeadlineMs(run: Run): number | undefined {
  const since = waitingForOwners(run).map(({ sinceMs }) => sinceMs + ANSWERS_WITHIN_MS);
  return since.length === 0 ? undefined : Math.min(...since);
}

/** Tasks whose owners are late. */
export function lateOwners(run: Run, nowMs: number): string[] {
  return waitingForOwners(run).flatMap(({ taskId, sinceMs }) =>
    sinceMs + ANSWERS_WITHIN_MS <= nowMs ? [taskId] : [],
  );
}

/** The task waits, and asks again, as it does when n8n is away. */
export function ownerIsLate(run: Run, taskId: string, nowMs: number): void {
  const reason = `The owner of the n8n workflow did not answer in ${OWNER_ANSWERS_WITHIN_MINUTES} minutes.`;
  applyOutcome(run, taskId, { kind: 'unavailable', code: 'owner_silent', reason }, nowMs);
}

function waitingForOwners(run: Run): { taskId: string; sinceMs: number }[] {
  if (!followsRules2(run)) return [];
  return [...rosterOf(run).working].flatMap((taskId) => {
    const { waiting } = stateOf(run, taskId);
    return waiting?.for === 'owner' ? [{ taskId, sinceMs: waiting.sinceMs }] : [];
  });
}
