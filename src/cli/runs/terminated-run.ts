import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { RunView, TaskView } from '../../protocol/run.ts';

/**
 * A run that was terminated had no chance to say so: its last state reads as if it went on. This is that state as the
 * end that it is; undefined when the run was not ended from outside.
 */
export function asTerminated(
  view: RunView,
  { status, closeTime }: WorkflowExecutionDescription,
): RunView | undefined {
  if (status.name !== 'TERMINATED' && status.name !== 'TIMED_OUT') return undefined;
  const tasks = view.tasks.map(asEnded);
  const counts = { ...view.counts };
  for (const { status: before } of view.tasks) counts[before] -= 1;
  for (const { status: after } of tasks) counts[after] += 1;
  return {
    ...view,
    status: 'aborted',
    statusReason: `It was ${status.name === 'TERMINATED' ? 'terminated' : 'timed out'} in Temporal: no report was written, and nothing in n8n was put back. Run the specification again: it takes up what stands in n8n.`,
    endedAt: (closeTime ?? new Date()).toISOString(),
    tasks,
    counts,
    openCheckpoints: [],
    blockers: [],
  };
}

/** What was not done never will be in this run. */
function asEnded(task: TaskView): TaskView {
  const isOver =
    task.status === 'completed' ||
    task.status === 'failed' ||
    task.status === 'skipped' ||
    (task.status === 'blocked' && task.error !== undefined);
  if (isOver) return task;
  const { waitsFor: _waitsFor, ...rest } = task;
  return { ...rest, status: 'skipped', skippedReason: 'The run was terminated.' };
}
