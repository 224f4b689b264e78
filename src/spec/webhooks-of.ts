import type { Specification, Task } from './model.ts';
import { n8nComponentOf } from './n8n-component.ts';

/** The tasks that set up the webhooks of an n8n component. */
export function webhookTasksOf(specification: Specification, componentId: string): Task[] {
  return specification.implementation.task_summary.filter(
    (task) => task.action_type === 'setup_webhook' && n8nComponentOf(task, specification) === componentId,
  );
}
