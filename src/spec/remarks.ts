import type { Specification, Task } from './model.ts';
import { taskPointer } from './pointer.ts';

/** Something that is allowed, and is not what a reader may expect of this version. */
export interface Remark {
  pointer: string;
  text: string;
}

/** In reading order. */
export function remarksOf({ implementation }: Specification): Remark[] {
  return implementation.task_summary.flatMap((task, index) => [
    ...ofProbe(task, index),
    ...(task.if_blocked?.then === 'escalate'
      ? [{ pointer: taskPointer(index, 'if_blocked'), text: escalationOf(task.task_id) }]
      : []),
  ]);
}

function ofProbe({ task_id: id, integration_instructions: probe }: Task, index: number): Remark[] {
  return (probe?.error_handling ?? []).flatMap(({ action }, rule) => {
    const pointer = taskPointer(index, 'integration_instructions', 'error_handling', rule, 'action');
    return action === 'escalate' ? [{ pointer, text: escalationOf(id) }] : [];
  });
}

function escalationOf(taskId: string): string {
  return `an escalation of ${taskId} sends no message yet; status, explain, audit and report show it`;
}
