import type { Problem } from '../../protocol/problem.ts';
import { isRunId } from '../../protocol/run-reference.ts';
import { findCycles } from '../cycles.ts';
import type { Specification, Task } from '../model.ts';
import { suggest } from '../nearest.ts';
import { taskPointer } from '../pointer.ts';
import { repeated } from './rule.ts';

const LISTS_OF_TASKS = ['dependencies_completed', 'can_run_parallel_with', 'must_not_run_with'] as const;

/** The task graph: every name leads to a task, no task is there twice, no task waits for itself. */
export function graphRules(specification: Specification): Problem[] {
  const tasks = specification.implementation.task_summary;
  const ids = new Set(tasks.map((task) => task.task_id));
  return [
    ...duplicateIds(tasks),
    ...idsOfRuns(tasks),
    ...tasks.flatMap((task, index) => taskNames(task, index, ids)),
    ...cycles(tasks),
  ];
}

function duplicateIds(tasks: readonly Task[]): Problem[] {
  return repeated(tasks, (task) => task.task_id).map(({ index, first, name }) => ({
    rule: 'duplicate_id',
    pointer: taskPointer(index, 'task_id'),
    message: `\`${name}\` is the id of task ${first + 1} already.`,
    fix: 'Give this task an id of its own.',
  }));
}

/** `<run>/<task_id>` would be read as a run and one of its run ids. */
function idsOfRuns(tasks: readonly Task[]): Problem[] {
  return tasks.flatMap(({ task_id: id }, index) => {
    if (!isRunId(id)) return [];
    const message = `\`${id}\` is a UUID, which names a run and no task.`;
    const fix = 'Say in a word or two what the task does.';
    return [{ rule: 'task_id_is_uuid', pointer: taskPointer(index, 'task_id'), message, fix }];
  });
}

function taskNames(task: Task, taskIndex: number, ids: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const list of LISTS_OF_TASKS) {
    task[list].forEach((name, index) => {
      const pointer = (): string => taskPointer(taskIndex, list, index);
      if (name === task.task_id) {
        const message = `\`${name}\` names itself in \`${list}\`.`;
        problems.push({ rule: 'self_dependency', pointer: pointer(), message, fix: 'Remove this entry.' });
      } else if (!ids.has(name)) {
        const message = `There is no task \`${name}\`.`;
        const fix = suggest(name, [...ids], 'tasks');
        problems.push({ rule: 'unknown_task', pointer: pointer(), message, fix });
      }
    });
  }
  return problems;
}

function cycles(tasks: readonly Task[]): Problem[] {
  const graph = new Map<string, readonly string[]>();
  // The first of two tasks with one id counts: the second is reported as a duplicate.
  for (const task of tasks)
    if (!graph.has(task.task_id)) graph.set(task.task_id, task.dependencies_completed);
  return findCycles(graph).map((cycle) => {
    const index = tasks.findIndex((task) => task.task_id === cycle[0]);
    const dependency = tasks[index]?.dependencies_completed.indexOf(cycle[1] ?? '') ?? 0;
    return {
      rule: 'cycle',
      pointer: taskPointer(index, 'dependencies_completed', dependency),
      message: `These tasks wait for each other: ${cycle.join(' → ')}.`,
      fix: 'Remove one of these dependencies.',
    };
  });
}
