import type { ActionType, Specification, Task } from '../spec/model.ts';

const BUILDING: ReadonlySet<ActionType> = new Set([
  'create_node',
  'setup_webhook',
  'configure_gate',
  'configure_connection',
  'write_transform',
]);

/** The n8n component that a task writes to: its own, or the one its code is inlined in. */
export function n8nComponentOf(specification: Specification, task: Task): string | undefined {
  const component = specification.components.find(({ component_id: id }) => id === task.component);
  return component?.platform === 'code' ? component.inlined_in : component?.component_id;
}

/** The tasks whose nodes and edges make up one n8n workflow, in declared order. */
export function compileTasksOf(specification: Specification, componentId: string): Task[] {
  return specification.implementation.task_summary.filter(
    (task) => BUILDING.has(task.action_type) && n8nComponentOf(specification, task) === componentId,
  );
}
