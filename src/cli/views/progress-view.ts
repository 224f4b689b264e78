import type { RunView, TaskView } from '../../run/run-view.ts';
import { RUN_MARKS, TASK_MARKS } from './status-marks.ts';
import { simulatedText } from './status-view.ts';
import { taskDetail } from './task-detail.ts';
import { clean, paint, shorten, WIDTH, type ViewOptions } from './terminal-text.ts';

/**
 * What has changed since the last look, one line each, for logs and for terminals that cannot redraw (M37).
 * An open question is one line here; `renderCheckpoint` shows it in full.
 * @param previous undefined at the first look: then the run is introduced.
 */
export function renderProgress(
  previous: RunView | undefined,
  next: RunView,
  options: ViewOptions = { color: false },
): string[] {
  const before = new Map(previous?.tasks.map((task) => [task.id, task]));
  const idWidth = Math.min(28, Math.max(4, ...next.tasks.map((task) => task.id.length)));
  return [
    ...(previous ? [] : introduction(next, options)),
    ...decisionLines(previous, next),
    ...next.tasks
      .filter((task) => isNews(before.get(task.id), task))
      .map((task) => taskLine(next, task, idWidth, options)),
    ...(isEnd(previous, next) ? [endLine(next, options)] : []),
  ];
}

function introduction(view: RunView, options: ViewOptions): string[] {
  const simulated = simulatedText(view);
  return [
    `${clean(view.title)} ${clean(view.version)}: ${view.tasks.length} tasks, run ${clean(view.workflowId)}`,
    ...(simulated === '' ? [] : [paint('yellow', simulated, options)]),
  ];
}

/** Waiting for its turn is no news; everything that a person would tell another is. */
function isNews(before: TaskView | undefined, task: TaskView): boolean {
  if (task.status === 'pending' || task.status === 'ready') return false;
  return before?.status !== task.status || before.round !== task.round;
}

function taskLine(view: RunView, task: TaskView, idWidth: number, options: ViewOptions): string {
  const mark = TASK_MARKS[task.status];
  const lastFailure = task.status === 'running' && task.round > 0 ? task.earlierEvidence.at(-1) : undefined;
  const failure =
    lastFailure ?? (task.status === 'running' && task.evidence?.passed === false ? task.evidence : undefined);
  const detail = failure ? `repair ${task.round}: ${clean(failure.summary)}` : taskDetail(view, task);
  const id = shorten(clean(task.id), idWidth).padEnd(idWidth);
  const word = task.status === 'completed' || failure ? '' : `${mark.word}: `;
  return `${paint(mark.paint, mark.glyph, options)} ${id}  ${shorten(word + detail, WIDTH - idWidth - 4)}`;
}

function decisionLines(previous: RunView | undefined, next: RunView): string[] {
  return next.decisions
    .slice(previous?.decisions.length ?? 0)
    .map(({ decision, effect, answer }) =>
      shorten(
        effect === 'accepted' ? `! ${clean(answer)}` : `! ${clean(decision.by)}: ${effect}. ${clean(answer)}`,
        WIDTH,
      ),
    );
}

function isEnd(previous: RunView | undefined, next: RunView): boolean {
  return next.endedAt !== undefined && previous?.endedAt === undefined;
}

function endLine(view: RunView, options: ViewOptions): string {
  const mark = RUN_MARKS[view.status];
  return `${paint(mark.paint, `${mark.glyph} ${mark.word}`, options)}: ${shorten(clean(view.statusReason), WIDTH - 25)}`;
}
