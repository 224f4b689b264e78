import type { RunStatus, RunView, TaskStatus, TaskView } from '../protocol/run.ts';
import type { OutputStatus, OutputTaskStatus } from './output-schema.ts';

/**
 * Millwright's words in those of the phase format. The exact word is kept in `millwright.run_status`. A run that is still open has
 * no word there; it is `blocked`: it has not produced what phase 5 needs. `failed` (a critical task did not
 * complete) becomes `aborted`, the word that nobody takes for a usable result.
 */
const RUN_STATUS_WORDS: Record<RunStatus, OutputStatus> = {
  pending: 'blocked',
  blocked: 'blocked',
  running: 'blocked',
  paused: 'blocked',
  awaiting_approval: 'blocked',
  completed: 'completed',
  completed_with_errors: 'completed_with_errors',
  failed: 'aborted',
  aborted: 'aborted',
  rejected: 'blocked',
};

/** A task that had not ended when the report was written is `blocked`: something kept it from being done. */
const TASK_STATUS_WORDS: Record<TaskStatus, OutputTaskStatus> = {
  pending: 'blocked',
  ready: 'blocked',
  running: 'blocked',
  verifying: 'blocked',
  needs_clarification: 'blocked',
  awaiting_approval: 'blocked',
  completed: 'completed',
  failed: 'failed',
  blocked: 'blocked',
  skipped: 'skipped',
};

export function outputStatus(status: RunStatus): OutputStatus {
  return RUN_STATUS_WORDS[status];
}

export function outputTaskStatus(status: TaskStatus): OutputTaskStatus {
  return TASK_STATUS_WORDS[status];
}

/** Completed counts as verified only with evidence that passed. */
export function isVerified(task: TaskView): boolean {
  return task.status === 'completed' && task.evidence?.passed === true;
}

/** The numbers of the summary, counted from the tasks themselves, so that they always add up. */
export function countTasks(view: RunView): Record<OutputTaskStatus, number> {
  const counts: Record<OutputTaskStatus, number> = { completed: 0, failed: 0, blocked: 0, skipped: 0 };
  for (const task of view.tasks) counts[outputTaskStatus(task.status)] += 1;
  return counts;
}
