import type { CompactTask } from '../protocol/plan.ts';
import { stateOf, type Run } from './run-state.ts';

/**
 * Why an n8n workflow may not be activated yet, or undefined. The graph alone does not guarantee it: an
 * author may forget a dependency, and a critical task beside the activation's own branch counts too.
 */
export function activationObstacle(run: Run, activation: CompactTask): string | undefined {
  const open = othersOf(run, activation).find(
    (task) => task.critical && stateOf(run, task.id).status !== 'completed',
  );
  if (open) return `The critical task ${open.id} has not passed, so the workflow stays inactive.`;
  const unseen = othersOf(run, activation).find(
    (task) => isNotDriven(run, task.id) && !wasAskedAbout(run, task.id, activation.id),
  );
  return (
    unseen &&
    `What ${unseen.id} has not driven was shown to nobody: put a human_checkpoint that depends on it before ${activation.id}.`
  );
}

/** The tasks of the same n8n workflow, but those that come after the activation. */
function othersOf(run: Run, activation: CompactTask): CompactTask[] {
  const component = activation.n8nComponent ?? activation.component;
  return run.state.plan.tasks.filter(
    (task) =>
      task.id !== activation.id &&
      (task.n8nComponent ?? task.component) === component &&
      !needs(run, task.id, activation.id),
  );
}

function isNotDriven(run: Run, taskId: string): boolean {
  const { status, passedEvidence } = stateOf(run, taskId);
  return (
    status === 'completed' &&
    passedEvidence.some(({ gaps }) => gaps?.some(({ mark }) => mark === 'not_driven'))
  );
}

/** True if a person went on past a checkpoint that had shown this task, and that the activation needs. */
function wasAskedAbout(run: Run, taskId: string, activationId: string): boolean {
  return run.state.plan.tasks.some(
    ({ id, kind }) =>
      kind === 'checkpoint' &&
      stateOf(run, id).status === 'completed' &&
      needs(run, id, taskId) &&
      needs(run, activationId, id),
  );
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
