import type { ActionType, Specification, Task } from '../../spec/model.ts';
import { n8nComponentOf } from '../../spec/n8n-component.ts';

const BUILDING: ReadonlySet<ActionType> = new Set([
  'create_node',
  'setup_webhook',
  'configure_gate',
  'configure_connection',
  'write_transform',
]);

/** The tasks whose nodes and edges make up one n8n workflow, in declared order. */
export function compileTasksOf(specification: Specification, componentId: string): Task[] {
  return specification.implementation.task_summary.filter(
    (task) => BUILDING.has(task.action_type) && n8nComponentOf(task, specification) === componentId,
  );
}
