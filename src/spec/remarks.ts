import type { Specification } from './model.ts';
import { taskPointer } from './pointer.ts';

/** Something that is allowed, and is not what a reader may expect of this version. */
export interface Remark {
  pointer: string;
  text: string;
}

/** In reading order. */
export function remarksOf({ implementation }: Specification): Remark[] {
  return implementation.task_summary.flatMap(({ task_id: id, if_blocked: policy }, index) =>
    policy?.then === 'escalate'
      ? [{ pointer: taskPointer(index, 'if_blocked'), text: escalationOf(id) }]
      : [],
  );
}

function escalationOf(taskId: string): string {
  return `an escalation of ${taskId} sends no message yet; status, explain, audit and report show it`;
}
