import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { RunView, TaskView } from '../../protocol/run.ts';

/**
 * The last state of a run that has ended. One that was terminated had no chance to say so: its state reads as if it went
 * on, and is told here as the end that it is.
 */
export function asEnded(view: RunView, { status, closeTime }: WorkflowExecutionDescription): RunView {
  if (view.endedAt !== undefined) return view;
  const tasks = view.tasks.map(asEndedTask);
  const counts = { ...view.counts };
  for (const { status: before } of view.tasks) counts[before] -= 1;
  for (const { status: after } of tasks) counts[after] += 1;
  return {
    ...view,
    status: 'aborted',
    statusReason: `It ${howEnded(status.name)} in Temporal: nothing in n8n was put back, and its report is made from its history. Run the specification again: it takes up what stands in n8n.`,
    endedAt: (closeTime ?? new Date()).toISOString(),
    tasks,
    counts,
    openCheckpoints: [],
    ...(view.openCheckpoints.length > 0 && { unanswered: view.openCheckpoints }),
    blockers: [],
  };
}

function howEnded(status: WorkflowExecutionDescription['status']['name']): string {
  if (status === 'TERMINATED') return 'was terminated';
  return status === 'TIMED_OUT' ? 'timed out' : 'was ended';
}

/** What was not done never will be in this run. */
function asEndedTask(task: TaskView): TaskView {
  const isOver =
    task.status === 'completed' ||
    task.status === 'failed' ||
    task.status === 'skipped' ||
    (task.status === 'blocked' && task.error !== undefined);
  if (isOver) return task;
  const { waitsFor: _waitsFor, ...rest } = task;
  return { ...rest, status: 'skipped', skippedReason: 'The run was terminated.' };
}
