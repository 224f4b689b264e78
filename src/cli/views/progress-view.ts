import type { RunView, TaskView } from '../../protocol/run.ts';
import { RUN_MARKS } from './status-marks.ts';
import { costWarning, simulatedText } from './status-view.ts';
import { checkpointOf } from './task-detail.ts';
import { taskLine } from './task-line.ts';
import { clean, paint, shorten, widthOf, type ViewOptions } from './terminal-text.ts';

/**
 * What has changed since the last look, one line each: what is done, what failed, what has to wait. What is under
 * way is `workingLine`'s to tell. An open question is `renderCheckpoint`'s.
 * @param previous undefined at the first look: then the run is introduced.
 */
export function renderProgress(
  previous: RunView | undefined,
  next: RunView,
  options: ViewOptions = { color: false },
): string[] {
  const before = new Map(previous?.tasks.map((task) => [task.id, task]));
  return [
    ...(previous ? [] : introduction(next, options)),
    ...decisionLines(previous, next, options),
    ...costLines(previous, next, options),
    ...blockerLines(previous, next, options),
    ...next.tasks
      .filter((task) => isNews(next, before.get(task.id), task))
      .map((task) => newsLine(next, task, options)),
    ...next.tasks.flatMap((task) => discoveryLines(before.get(task.id), task, options)),
    ...(isEnd(previous, next) ? endLines(next, options) : []),
  ];
}

function introduction(view: RunView, options: ViewOptions): string[] {
  const simulated = simulatedText(view);
  return [
    `${clean(view.title)} ${clean(view.version)}: ${view.tasks.length} tasks, run ${clean(view.workflowId)}`,
    ...(simulated === '' ? [] : [paint('yellow', simulated, options)]),
  ];
}

/** Waiting for its turn and being at work are no news; a repair is. What holds back many tasks is told once, as a blocker. */
function isNews(view: RunView, before: TaskView | undefined, task: TaskView): boolean {
  switch (task.status) {
    case 'pending':
    case 'ready':
      return false;
    case 'running':
    case 'verifying':
      return task.round > (before?.round ?? 0);
    case 'awaiting_approval':
    case 'needs_clarification':
      return before?.status !== task.status && checkpointOf(view, task) === undefined;
    case 'blocked':
      return before?.status !== task.status && (task.error !== undefined || !isHeldBack(view, task));
    default:
      return before?.status !== task.status;
  }
}

function isHeldBack({ blockers }: RunView, task: TaskView): boolean {
  return blockers.some(({ affectedTasks }) => affectedTasks.length === 0 || affectedTasks.includes(task.id));
}

/** What is missing, once, and that it is there now. */
function blockerLines(previous: RunView | undefined, next: RunView, options: ViewOptions): string[] {
  const known = new Set(previous?.blockers.map(({ description }) => description));
  const width = widthOf(options);
  const lines = next.blockers
    .filter(({ description }) => !known.has(description))
    .flatMap(({ description, resolutionRequired }) => [
      shorten(`■ blocked: ${clean(description)}`, width),
      shorten(`    To do: ${clean(resolutionRequired)}`, width),
    ]);
  const isFree = next.blockers.length === 0 && known.size > 0 && next.endedAt === undefined;
  return isFree ? ['○ nothing is missing any more: going on'] : lines;
}

function newsLine(view: RunView, task: TaskView, options: ViewOptions): string {
  const width = widthOf(options);
  if (task.status !== 'running' && task.status !== 'verifying') return taskLine(view, task, width, options);
  const failure = task.evidence?.passed === false ? task.evidence : task.earlierEvidence.at(-1);
  return taskLine(view, task, width, options, `repair ${task.round}: ${clean(failure?.summary ?? '')}`);
}

/** A decision that ended its checkpoint is told by the line of the task. */
function decisionLines(previous: RunView | undefined, next: RunView, options: ViewOptions): string[] {
  const done = new Set(next.tasks.filter((task) => task.status === 'completed').map((task) => task.id));
  return next.decisions
    .slice(previous?.decisions.length ?? 0)
    .filter(({ decision, effect }) => effect !== 'accepted' || !done.has(decision.checkpoint))
    .map(({ decision, effect, answer }) => {
      const text =
        effect === 'accepted' ? clean(answer) : `${clean(decision.by)}: ${effect}. ${clean(answer)}`;
      return shorten(`! ${text}`, widthOf(options));
    });
}

function costLines(previous: RunView | undefined, next: RunView, options: ViewOptions): string[] {
  const text = costWarning(next);
  const isKnown = text === '' || previous?.cost.warnedAt !== undefined;
  return isKnown ? [] : [paint('yellow', shorten(`! ${text}`, widthOf(options)), options)];
}

/** Facts that contradict the task, as the model sees it. */
function discoveryLines(before: TaskView | undefined, task: TaskView, options: ViewOptions): string[] {
  const known = new Set(before?.remarks?.discoveries);
  return (task.remarks?.discoveries ?? [])
    .filter((discovery) => !known.has(discovery))
    .map((discovery) => shorten(clean(`! ${task.id}, found by the model: ${discovery}`), widthOf(options)));
}

function isEnd(previous: RunView | undefined, next: RunView): boolean {
  return next.endedAt !== undefined && previous?.endedAt === undefined;
}

function endLines(view: RunView, options: ViewOptions): string[] {
  const mark = RUN_MARKS[view.status];
  const reason = shorten(clean(view.statusReason), widthOf(options) - 25);
  return [
    `${paint(mark.paint, `${mark.glyph} ${mark.word}`, options)}: ${reason}`,
    ...changeLines(view, options),
  ];
}

/** Of a run that found part of its work done: what it had to change in n8n. */
function changeLines(view: RunView, options: ViewOptions): string[] {
  const wrote = view.tasks.flatMap(({ id, change }) => (change === undefined ? [] : [{ id, change }]));
  const changed = wrote.filter(({ change }) => !change.startsWith('no change'));
  if (changed.length === wrote.length) return [];
  if (changed.length === 0) return ['  Nothing had to be changed in n8n.'];
  const width = widthOf(options);
  return [
    '  Changed in n8n:',
    ...changed.flatMap(changesByOwner).map((line) => shorten(`    ${clean(line)}`, width)),
  ];
}

/** A write also puts back what is missing of other tasks: `added node "Wait" of wait-for-customer`. */
function changesByOwner({ id, change }: { id: string; change: string }): string[] {
  return change.split('; ').map((part) => {
    const [, what, owner] = /^(.+) of (\S+)$/.exec(part) ?? [];
    return owner === undefined ? `${id}: ${part}` : `${owner}: ${what}`;
  });
}
