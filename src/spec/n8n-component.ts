import type { Specification, Task } from './model.ts';

/** The n8n component that a task's nodes go into: its own, or the one that carries its code (`inlined_in`). */
export function n8nComponentOf(task: Task, { components }: Specification): string | undefined {
  const component = components.find((each) => each.component_id === task.component);
  return component?.platform === 'code' ? component.inlined_in : component?.component_id;
}
