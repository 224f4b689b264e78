import { ERRORS } from '../errors.ts';
import type { RunView, TaskView } from '../protocol/run.ts';
import type { ErrorsAndBlockers } from './output-schema.ts';

/** What went wrong and what was missing: the part `errors_and_blockers` of the output. */
export function errorsAndBlockers(view: RunView): ErrorsAndBlockers {
  return { errors: view.tasks.flatMap(taskErrors), blockers: blockers(view) };
}

/**
 * Errors that stand, and failed rounds that a later round mended: those are `resolved`. That a dependency failed is
 * no error of the task itself; it is among the blockers.
 */
function taskErrors(task: TaskView): ErrorsAndBlockers['errors'] {
  const resolved = task.status === 'completed';
  const rounds = task.earlierEvidence
    .filter((evidence) => !evidence.passed)
    .map((evidence, index) => ({
      task_id: task.id,
      error_type: 'acceptance_failed',
      error_message: evidence.summary,
      resolution_attempted: `repair round ${index + 1}`,
      resolved,
    }));
  if (!task.error || task.status === 'blocked') return rounds;
  const last = {
    task_id: task.id,
    error_type: task.error.code,
    error_message: task.error.message,
    resolution_attempted: task.error.resolutionAttempted || 'none',
    resolved,
  };
  return [...rounds, last];
}

function blockers(view: RunView): ErrorsAndBlockers['blockers'] {
  const failed = view.tasks.filter((task) => task.status === 'failed');
  const byFailure = failed.flatMap((task) => {
    const affected = dependantsOf(view, task.id);
    if (affected.length === 0) return [];
    return [
      {
        blocker_type: 'dependency_failed',
        description: `${task.id} failed.`,
        affected_tasks: affected,
        resolution_required: task.error?.fix ?? ERRORS.dependency_failed.fix,
      },
    ];
  });
  const known = view.blockers.map((blocker) => ({
    blocker_type: blocker.type,
    description: blocker.description,
    affected_tasks: blocker.affectedTasks,
    resolution_required: blocker.resolutionRequired,
  }));
  const refused = (view.refused?.problems ?? []).map(({ rule, pointer, message, fix }) => ({
    blocker_type: rule,
    description: pointer === '' ? message : `${pointer}: ${message}`,
    affected_tasks: [],
    resolution_required: fix,
  }));
  return [...refused, ...known, ...byFailure];
}

/** Blocked tasks that need `taskId`, directly or through others, in declared order. */
function dependantsOf(view: RunView, taskId: string): string[] {
  const reached = new Set([taskId]);
  for (let grown = true; grown;) {
    const before = reached.size;
    for (const task of view.tasks) if (task.dependsOn.some((id) => reached.has(id))) reached.add(task.id);
    grown = reached.size > before;
  }
  return view.tasks
    .filter((task) => task.id !== taskId && reached.has(task.id) && task.status === 'blocked')
    .map((task) => task.id);
}
