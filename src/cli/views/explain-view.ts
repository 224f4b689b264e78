import { distance } from 'fastest-levenshtein';
import type { Blocker, RunView, TaskStatus, TaskView } from '../../protocol/run.ts';
import { escalationText } from '../../run/escalation.ts';
import { decideCommand } from './checkpoint-view.ts';
import { TASK_MARKS } from './status-marks.ts';
import { checkpointOf, taskDetail, unfinishedDependencies } from './task-detail.ts';
import { clean, linesOfMarkdown, wrap } from './terminal-text.ts';

/** Why a task stands where it stands: the causal chain down to what can be acted on. */
export function explainTask(view: RunView, taskId: string): string[] {
  const task = view.tasks.find((each) => each.id === taskId);
  if (!task) return [unknownTask(view, taskId)];
  return [
    `${clean(task.title)} (${clean(task.actionType)} on ${clean(task.platform)}${task.critical ? ', critical' : ''})`,
    ...chain(view, task, '', new Set()),
    ...shownInFull(view, task),
  ];
}

/** What a decision on this very task is about, nothing folded. */
function shownInFull(view: RunView, task: TaskView): string[] {
  const isAsking = task.status === 'awaiting_approval' || task.status === 'needs_clarification';
  const checkpoint = isAsking ? checkpointOf(view, task) : undefined;
  return checkpoint === undefined ? [] : ['', ...linesOfMarkdown(checkpoint.shown, '  │ ')];
}

function unknownTask(view: RunView, taskId: string): string {
  const nearest = view.tasks
    .map((task) => task.id)
    .toSorted((a, b) => distance(a, taskId) - distance(b, taskId))
    .at(0);
  return `There is no task ${clean(taskId)} in this run.${nearest ? ` Did you mean ${clean(nearest)}?` : ''}`;
}

/** A task, what can be done about it, and below it the dependencies that hold it back; each is told once. */
function chain(view: RunView, task: TaskView, indent: string, told: Set<string>): string[] {
  const head = `${TASK_MARKS[task.status].glyph} ${clean(task.id)} ${VERBS[task.status]}`;
  if (told.has(task.id)) return [`${indent}${head} (see above)`];
  told.add(task.id);
  const below = `${indent}    `;
  return [
    ...wrap(`${head}: ${taskDetail(view, task)}`, below, indent),
    ...remedies(view, task).flatMap((text) =>
      text.startsWith('millwright ') ? [below + text] : wrap(text, below),
    ),
    ...causes(view, task).flatMap((cause) => chain(view, cause, `${indent}  `, told)),
  ];
}

const VERBS: Record<TaskStatus, string> = {
  pending: 'is pending',
  ready: 'is ready',
  running: 'is running',
  verifying: 'is being verified',
  needs_clarification: 'waits for a person',
  awaiting_approval: 'waits for a person',
  completed: 'is completed',
  failed: 'failed',
  blocked: 'is blocked',
  skipped: 'was skipped',
};

/** Only a task that waits for its turn, or lost it, is explained by what stands before it. */
function causes(view: RunView, task: TaskView): TaskView[] {
  if (task.status !== 'pending' && task.status !== 'blocked') return [];
  const unfinished = new Set(unfinishedDependencies(view, task));
  return view.tasks.filter((each) => unfinished.has(each.id));
}

function remedies(view: RunView, task: TaskView): string[] {
  const checkpoint = checkpointOf(view, task);
  const blockers = task.status === 'blocked' || task.status === 'ready' ? blockersOf(view, task) : [];
  const escalations = (view.escalations ?? []).filter(({ taskId }) => taskId === task.id);
  return [
    ...escalations.map((each) => clean(escalationText(each))),
    ...task.earlierEvidence.map((evidence, index) => clean(`Attempt ${index + 1}: ${evidence.summary}`)),
    ...(task.status === 'failed' && task.error ? failureLines(task.error) : []),
    ...blockers.map((blocker) => blockerLine(blocker, taskDetail(view, task))),
    ...(checkpoint?.allowed ?? []).map((word) =>
      decideCommand(view.workflowId, checkpoint?.checkpointId ?? task.id, word),
    ),
  ];
}

/** What is missing is not told twice. */
function blockerLine({ type, description, resolutionRequired }: Blocker, told: string): string {
  const what = told.includes(clean(description)) ? '' : `${type}: ${description} `;
  return clean(`${what}To do: ${resolutionRequired}`);
}

function failureLines(error: NonNullable<TaskView['error']>): string[] {
  const tried = error.resolutionAttempted === '' ? [] : [clean(`Tried: ${error.resolutionAttempted}.`)];
  return [...tried, clean(`To do: ${error.fix}`)];
}

function blockersOf(view: RunView, task: TaskView): RunView['blockers'] {
  if (task.error) return [];
  return view.blockers.filter(
    (blocker) => blocker.affectedTasks.length === 0 || blocker.affectedTasks.includes(task.id),
  );
}
