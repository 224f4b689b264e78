import { backOffMs } from './back-off.ts';
import type { Blocker } from './run-view.ts';
import { taskOf, type Run } from './run-state.ts';

/** Takes in what a readiness check found (M10). While something is missing, the run looks again by itself. */
export function applyReadiness(run: Run, found: Blocker[], nowMs: number): void {
  const { readiness } = run.state;
  const known = new Map(readiness.blockers.map((blocker) => [blocker.description, blocker.since]));
  const now = new Date(nowMs).toISOString();
  readiness.blockers = found.map((blocker) => ({ ...blocker, since: known.get(blocker.description) ?? now }));
  if (found.length === 0) {
    readiness.looks = 0;
    delete readiness.lookAgainAtMs;
  } else {
    const looks = readiness.looks ?? 0;
    readiness.lookAgainAtMs = nowMs + backOffMs(looks);
    readiness.looks = looks + 1;
  }
}

/** True when it is time to look again, or a person asked for it while something blocks. */
export function lookIsDue(run: Run, asked: boolean, nowMs: number): boolean {
  const { lookAgainAtMs } = run.state.readiness;
  return lookAgainAtMs !== undefined && (asked || lookAgainAtMs <= nowMs);
}

/** The next moment at which something happens by time alone, or undefined: the workflow sets one timer for it. */
export function nextDeadlineMs(run: Run): number | undefined {
  const deadlines = run.state.plan.tasks.flatMap((task) => {
    const { waiting } = taskOf(run, task.id).state;
    return waiting?.for === 'time' ? [waiting.untilMs] : [];
  });
  if (run.state.readiness.lookAgainAtMs !== undefined) deadlines.push(run.state.readiness.lookAgainAtMs);
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}
