import { whyNotDone } from '../../report/known-issues.ts';
import type { CheckpointView, RunView, TaskView } from '../../protocol/run.ts';
import { clean, clock } from './terminal-text.ts';

/** The one sentence that matters about a task now: its evidence, what it does, or what it waits for and since when. */
export function taskDetail(view: RunView, task: TaskView): string {
  switch (task.status) {
    case 'completed':
      return clean(task.evidence?.summary ?? 'unverified: no evidence');
    case 'failed':
    case 'skipped':
      return clean(whyNotDone(task));
    case 'blocked':
      return clean(task.error?.message ?? withSince(whyNotDone(task), blockedSince(view, task)));
    case 'needs_clarification':
    case 'awaiting_approval': {
      const checkpoint = checkpointOf(view, task);
      return clean(
        withSince(checkpoint?.question ?? task.waitsFor ?? '', checkpoint?.openedAt ?? task.startedAt),
      );
    }
    case 'running':
    case 'verifying':
      return clean(withSince(`${roundText(task)}${task.waitsFor ?? ''}`, task.startedAt));
    case 'ready':
      return 'starts when there is a free place';
    case 'pending':
      return clean(`after ${unfinishedDependencies(view, task).join(', ') || 'its dependencies'}`);
  }
}

/** The open question that a task waits for: its own, one about it, or the budget's. */
export function checkpointOf(view: RunView, task: TaskView): CheckpointView | undefined {
  return view.openCheckpoints.find(
    ({ checkpointId }) =>
      checkpointId === task.id ||
      checkpointId.startsWith(`${task.id}?`) ||
      task.waitsFor?.split(' ').includes(checkpointId),
  );
}

/** Ids of dependencies that are not completed yet, in declared order. */
export function unfinishedDependencies(view: RunView, task: TaskView): string[] {
  const completed = new Set(view.tasks.filter((each) => each.status === 'completed').map((each) => each.id));
  return task.dependsOn.filter((id) => !completed.has(id));
}

function blockedSince(view: RunView, task: TaskView): string | undefined {
  return view.blockers.find((blocker) => blocker.affectedTasks.includes(task.id))?.since ?? task.startedAt;
}

function withSince(text: string, since: string | undefined): string {
  if (since === undefined) return text;
  return text === '' ? `since ${clock(since)}` : `${text} (since ${clock(since)})`;
}

function roundText(task: TaskView): string {
  return task.round === 0 ? '' : `repair ${task.round}: `;
}
