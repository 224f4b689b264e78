import type { RunView, TaskView } from '../../protocol/run.ts';
import { TASK_MARKS } from './status-marks.ts';
import { taskDetail } from './task-detail.ts';
import { clean, paint, shorten, type ViewOptions } from './terminal-text.ts';

const WIDEST_ID = 28;

/** Columns for the ids of a run's tasks. */
function idColumns({ tasks }: RunView): number {
  return Math.min(WIDEST_ID, Math.max(4, ...tasks.map((task) => task.id.length)));
}

/**
 * Sign, id, and the one sentence that matters; one line. Where the sign says it all (done, not begun), no word repeats it.
 * @param text instead of the sentence that the task's status gives.
 */
export function taskLine(
  view: RunView,
  task: TaskView,
  width: number,
  options: ViewOptions,
  text?: string,
): string {
  const mark = TASK_MARKS[task.status];
  const columns = idColumns(view);
  const detail = text ?? taskDetail(view, task);
  const isPlain = text !== undefined || task.status === 'completed' || task.status === 'pending';
  const sentence = [
    ...(isPlain && detail !== '' ? [] : [mark.word]),
    ...(detail === '' ? [] : [detail]),
  ].join(': ');
  const shown = shorten(sentence, width - columns - 4);
  const isQuiet = task.status === 'pending' || task.status === 'skipped';
  const id = shorten(clean(task.id), columns).padEnd(columns);
  return `${paint(mark.paint, mark.glyph, options)} ${id}  ${isQuiet ? paint('dim', shown, options) : shown}`;
}
