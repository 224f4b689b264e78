/** The file that holds a task's code, below the run's workspace: that of its component, or one of its own. */
export function codeFileOf(
  task: { task_id: string; component?: string | undefined },
  components: readonly { component_id: string; path?: string | undefined }[],
): string {
  const component = components.find(({ component_id }) => component_id === task.component);
  return component?.path ?? `${task.task_id}.mjs`;
}
