import type { RunView, TaskView } from '../protocol/run.ts';
import { escalationText } from './escalation.ts';

/**
 * Why a task stands where it stands, as a chain of sentences from the task down to the cause.
 * Of several causes it follows the first that is itself held up.
 */
export function explainTask(view: RunView, taskId: string): string[] {
  const tasks = new Map(view.tasks.map((task) => [task.id, task]));
  const chain: string[] = [];
  const seen = new Set<string>();
  for (let task = tasks.get(taskId); task !== undefined && !seen.has(task.id); task = causeOf(task, tasks)) {
    seen.add(task.id);
    chain.push(sentence(view, task));
  }
  return chain.length > 0 ? chain : [`There is no task ${taskId} in this run.`];
}

function causeOf(task: TaskView, tasks: Map<string, TaskView>): TaskView | undefined {
  if (task.status !== 'pending' && task.error?.code !== 'dependency_failed') return undefined;
  const open = task.dependsOn
    .flatMap((id) => tasks.get(id) ?? [])
    .filter((each) => each.status !== 'completed');
  return open.find((each) => each.status !== 'pending') ?? open[0];
}

function sentence(view: RunView, task: TaskView): string {
  switch (task.status) {
    case 'pending':
      return `${task.id} waits for ${task.waitsFor ?? 'its dependencies'}.`;
    case 'ready':
      return `${task.id} is ready and starts as soon as there is a free place.`;
    case 'running':
    case 'verifying':
      return `${task.id} is ${task.status}${task.waitsFor ? `: it waits for ${task.waitsFor}` : ''}.`;
    case 'needs_clarification':
    case 'awaiting_approval':
      return `${task.id} waits for ${task.waitsFor ?? 'a decision'}: ${questionOf(view, task)}${escalated(view, task)}`;
    case 'blocked':
      return `${task.id} is blocked: ${task.error?.message ?? task.waitsFor ?? 'see the blockers of the run.'}`;
    case 'failed':
      return `${task.id} failed: ${task.error?.message ?? 'no reason was recorded'} ${task.error?.fix ?? ''}`.trim();
    case 'skipped':
      return `${task.id} was skipped: ${task.skippedReason ?? 'no reason was recorded'}`;
    case 'completed':
      return `${task.id} is completed: ${task.evidence?.summary ?? 'no evidence was recorded'}`;
  }
}

function escalated({ escalations = [] }: RunView, task: TaskView): string {
  return escalations
    .filter(({ taskId }) => taskId === task.id)
    .map((each) => ` ${escalationText(each)}`)
    .join('');
}

function questionOf(view: RunView, task: TaskView): string {
  const id = task.waitsFor?.replace('a decision on ', '');
  return (
    view.openCheckpoints.find((checkpoint) => checkpoint.checkpointId === id)?.question ??
    'see the open checkpoints.'
  );
}
