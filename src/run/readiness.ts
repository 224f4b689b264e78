import { backOffMs } from './back-off.ts';
import type { ErrorCode } from '../errors.ts';
import { giveUp } from './give-up.ts';
import type { Blocker, BlockerType } from '../protocol/run.ts';
import { isAble, rosterOf } from './roster.ts';
import { stateOf, taskOf, type Run } from './run-state.ts';
import { taskError } from './task-error.ts';
import { undecidedDeadlinesMs } from './undecided.ts';

/** Takes in what a readiness check found. While something is missing, the run looks again by itself. */
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
    giveUpOnBlocked(run, nowMs);
  }
}

/** Ends the waiting of tasks that a blocker has held back for longer than they wait (`if_blocked`). */
function giveUpOnBlocked(run: Run, nowMs: number): void {
  for (const blocker of run.state.readiness.blockers) {
    const waitedMs = nowMs - Date.parse(blocker.since ?? new Date(nowMs).toISOString());
    for (const taskId of blocker.affectedTasks) {
      if (run.state.aborted) return;
      const { task, state } = taskOf(run, taskId);
      if (!isAble(state) || waitedMs < task.ifBlocked.waitMinutes * 60_000) continue;
      const message = `${blocker.description} It was waited for ${task.ifBlocked.waitMinutes} minutes.`;
      giveUp(run, taskId, taskError(blocker.code ?? CODE_OF_BLOCKER[blocker.type], message), nowMs);
    }
  }
}

const CODE_OF_BLOCKER: Record<BlockerType, ErrorCode> = {
  missing_confirmation: 'dependency_failed',
  missing_credential: 'credential_missing',
  ambiguous_spec: 'dependency_failed',
  dependency_failed: 'dependency_failed',
  environment_unavailable: 'n8n_unreachable',
};

/** True when it is time to look again, or a person asked for it while something blocks. */
export function lookIsDue(run: Run, asked: boolean, nowMs: number): boolean {
  const { lookAgainAtMs } = run.state.readiness;
  return lookAgainAtMs !== undefined && (asked || lookAgainAtMs <= nowMs);
}

/** The next moment at which something happens by time alone, or undefined: the workflow sets one timer for it. */
export function nextDeadlineMs(run: Run): number | undefined {
  const deadlines = [...rosterOf(run).pausing].flatMap((taskId) => {
    const { waiting } = stateOf(run, taskId);
    return waiting?.for === 'time' ? [waiting.untilMs] : [];
  });
  deadlines.push(...undecidedDeadlinesMs(run));
  if (run.state.readiness.lookAgainAtMs !== undefined) deadlines.push(run.state.readiness.lookAgainAtMs);
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}
