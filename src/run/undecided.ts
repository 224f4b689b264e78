import { closeCheckpoint } from './checkpoints.ts';
import { escalate } from './escalation.ts';
import { giveUp } from './give-up.ts';
import type { Checkpoint, Run } from './run-state.ts';
import { taskError } from './task-error.ts';

/**
 * Lets time do to open questions what the specification says (`if_blocked`). Nothing is approved by time: an escalated
 * question stays open, until somebody decides.
 */
export function giveUpOnUndecided(run: Run, nowMs: number): void {
  // Closing one makes a new list.
  for (const checkpoint of run.state.checkpoints) {
    const deadlineMs = deadlineOf(run, checkpoint);
    if (run.state.aborted || deadlineMs === undefined || deadlineMs > nowMs) continue;
    const { checkpointId, about } = checkpoint;
    const policy = run.tasksById.get(about.taskId)?.ifBlocked;
    const reason = `Nobody decided on ${checkpointId} within ${policy?.waitMinutes ?? 0} minutes.`;
    if (policy?.then === 'escalate') {
      checkpoint.escalated = true;
      escalate(run, about.taskId, reason, nowMs);
    } else {
      closeCheckpoint(run, checkpointId);
      giveUp(run, about.taskId, taskError('nobody_decided', reason), nowMs);
    }
  }
}

/** When time decides what becomes of an open question, earliest first. */
export function undecidedDeadlinesMs(run: Run): number[] {
  return run.state.checkpoints.flatMap((checkpoint) => deadlineOf(run, checkpoint) ?? []);
}

/** Undefined where people are waited for: no policy is written, it was escalated already, or it is about money. */
function deadlineOf(run: Run, { about, escalated, openedAt }: Checkpoint): number | undefined {
  const policy = run.tasksById.get(about.taskId)?.ifBlocked;
  if (!policy?.written || escalated || about.kind === 'budget' || about.kind === 'billing') return undefined;
  return Date.parse(openedAt) + policy.waitMinutes * 60_000;
}
