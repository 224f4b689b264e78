import { MillwrightError } from '../errors.ts';
import type { Specification, Task } from '../spec/model.ts';
import { describePath, sortGraph } from './graph.ts';

/** A task as a node of the graph, with the task itself at hand. */
export interface TaskNode {
  id: string;
  dependsOn: readonly string[];
  task: Task;
}

export function taskNodes(tasks: readonly Task[]): TaskNode[] {
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

/** Ids that must not run at the same time as a task (C4). One side's word is enough. */
export function exclusionsOf(tasks: readonly Task[]): Map<string, string[]> {
  const exclusions = new Map(tasks.map((task) => [task.task_id, new Set<string>()]));
  for (const task of tasks) {
    for (const other of task.must_not_run_with) {
      const otherSide = exclusions.get(other);
      if (otherSide === undefined || other === task.task_id) continue;
      otherSide.add(task.task_id);
      exclusions.get(task.task_id)?.add(other);
    }
  }
  return new Map([...exclusions].map(([id, others]) => [id, [...others]]));
}
