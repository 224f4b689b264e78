import type { CompactTask } from '../protocol/plan.ts';
import { stateOf, type Run } from './run-state.ts';

/**
 * Why an n8n workflow may not be activated yet, or undefined. The graph alone does not guarantee it: an
 * author may forget a dependency, and a critical task beside the activation's own branch counts too.
 */
export function activationObstacle(run: Run, activation: CompactTask): string | undefined {
  const component = activation.n8nComponent ?? activation.component;
  const open = run.state.plan.tasks.find(
    (task) =>
      task.critical &&
      task.id !== activation.id &&
      (task.n8nComponent ?? task.component) === component &&
      !needs(run, task.id, activation.id) &&
      stateOf(run, task.id).status !== 'completed',
  );
  return open && `The critical task ${open.id} has not passed, so the workflow stays inactive.`;
}

/** True if `taskId` depends on `onId`, directly or through others: such a task comes after the activation. */
function needs(run: Run, taskId: string, onId: string): boolean {
  const queue = [...(run.tasksById.get(taskId)?.dependsOn ?? [])];
  const seen = new Set<string>();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === onId) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(run.tasksById.get(next)?.dependsOn ?? []));
  }
  return false;
}
