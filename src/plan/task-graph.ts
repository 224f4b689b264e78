import { MillwrightError } from '../errors.ts';
import type { Specification, Task } from '../spec/model.ts';
import { describePath, sortGraph } from './graph.ts';

/** A task as a node of the graph, with the task itself at hand. */
export interface TaskNode {
  id: string;
  dependsOn: readonly string[];
  task: Task;
}

function taskNodes(tasks: readonly Task[]): TaskNode[] {
  return tasks.map((task) => ({ id: task.task_id, dependsOn: task.dependencies_completed, task }));
}

/**
 * The tasks in the order of work: dependencies first, otherwise as declared.
 * @throws MillwrightError `spec_invalid` with the cycle, which the lint of the specification has reported before.
 */
export function orderedTasks(specification: Specification): TaskNode[] {
  const graph = sortGraph(taskNodes(specification.implementation.task_summary));
  if (graph.sorted) return graph.order;
  throw new MillwrightError('spec_invalid', `The tasks wait for each other: ${describePath(graph.cycle)}.`);
}

/** Ids that must not run at the same time as a task, where there are any. One side's word is enough. */
export function exclusionsOf(tasks: readonly Task[]): Map<string, string[]> {
  const ids = new Set(tasks.map((task) => task.task_id));
  const exclusions = new Map<string, Set<string>>();
  const exclude = (id: string, other: string): void => {
    const others = exclusions.get(id);
    if (others === undefined) exclusions.set(id, new Set([other]));
    else others.add(other);
  };
  for (const { task_id: id, must_not_run_with: others } of tasks) {
    for (const other of others) {
      if (other === id || !ids.has(other)) continue;
      exclude(id, other);
      exclude(other, id);
    }
  }
  return new Map([...exclusions].map(([id, others]) => [id, [...others]]));
}
