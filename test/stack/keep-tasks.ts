import { z } from 'zod';
import type { JsonObject } from '../../src/protocol/json.ts';

const documentSchema = z.looseObject({
  implementation: z.looseObject({
    task_summary: z.array(
      z.looseObject({ task_id: z.string(), dependencies_completed: z.array(z.string()).default([]) }),
    ),
  }),
});

/**
 * An edit for `makeVariant`: only these tasks stay. A task that depended on one that goes now depends on what that one
 * depended on, so the order stays the same.
 */
export function keepTasks(...taskIds: string[]): (document: JsonObject) => JsonObject {
  const kept = new Set(taskIds);
  return (document) => {
    const { implementation } = documentSchema.parse(document);
    const tasks = implementation.task_summary;
    const dependencies = new Map(tasks.map((task) => [task.task_id, task.dependencies_completed]));
    const keptBefore = (taskId: string): string[] =>
      (dependencies.get(taskId) ?? []).flatMap((id) => (kept.has(id) ? [id] : keptBefore(id)));
    const summary = tasks
      .filter((task) => kept.has(task.task_id))
      .map((task) => ({ ...task, dependencies_completed: [...new Set(keptBefore(task.task_id))] }));
    return z
      .record(z.string(), z.json())
      .parse({ ...document, implementation: { ...implementation, task_summary: summary } });
  };
}
