import type { ComponentView, RunView, TaskView } from '../../run/run-view.ts';
import { decideCommand } from './checkpoint-view.ts';
import { RUN_MARKS, TASK_MARKS } from './status-marks.ts';
import { taskDetail } from './task-detail.ts';
import { clean, clock, dollars, paint, shorten, WIDTH, wrap, type ViewOptions } from './terminal-text.ts';

/** The run on one screen: what is done and by which evidence, what waits for what, what a person has to decide. */
export function renderStatus(view: RunView, options: ViewOptions): string {
  const sections = [
    headLines(view, options),
    taskLines(view, options),
    problemLines(view, options),
    questionLines(view, options),
    footLines(view, options),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function headLines(view: RunView, options: ViewOptions): string[] {
  const mark = RUN_MARKS[view.status];
  const title = shorten(clean(view.title), 50);
  const lines = [
    `${paint('bold', title, options)} ${clean(view.version)}  ${paint('dim', clean(view.workflowId), options)}`,
    joined([
      paint(mark.paint, `${mark.glyph} ${mark.word}`, options),
      shorten(clean(view.statusReason), WIDTH - mark.word.length - 4),
    ]),
  ];
  const simulated = simulatedText(view);
  return simulated === '' ? lines : [...lines, paint('yellow', shorten(simulated, WIDTH), options)];
}

/** What in this run was not real; empty when all was (D10). */
export function simulatedText({ simulated }: RunView): string {
  const parts = [
    ...(simulated.replayedAnswers ? ['replayed answers'] : []),
    ...(simulated.standIns.length > 0 ? [`stand-ins: ${simulated.standIns.map(clean).join(', ')}`] : []),
  ];
  return parts.length === 0 ? '' : `simulated: ${parts.join(' · ')}`;
}

function taskLines(view: RunView, options: ViewOptions): string[] {
  const idWidth = Math.min(28, Math.max(4, ...view.tasks.map((task) => task.id.length)));
  const wordWidth = Math.max(0, ...view.tasks.map((task) => TASK_MARKS[task.status].word.length));
  return view.tasks.map((task) => taskLine(view, task, idWidth, wordWidth, options));
}

function taskLine(
  view: RunView,
  task: TaskView,
  idWidth: number,
  wordWidth: number,
  options: ViewOptions,
): string {
  const mark = TASK_MARKS[task.status];
  const id = shorten(clean(task.id), idWidth).padEnd(idWidth);
  const used = 2 + 2 + idWidth + 2 + wordWidth + 2;
  const detail = shorten(taskDetail(view, task), WIDTH - used);
  const word = detail === '' ? mark.word : mark.word.padEnd(wordWidth);
  const quiet = task.status === 'pending' || task.status === 'skipped';
  const cells = [id, paint(mark.paint, word, options), quiet ? paint('dim', detail, options) : detail];
  return `  ${paint(mark.paint, mark.glyph, options)} ${joined(cells)}`;
}

function joined(cells: string[]): string {
  return cells.filter((cell) => cell !== '').join('  ');
}

/** Failures and blockers in full, each with what to do. */
function problemLines(view: RunView, options: ViewOptions): string[] {
  const failed = view.tasks.flatMap(({ id, status, error }) =>
    status === 'failed' && error ? [{ head: `✗ ${clean(id)}`, text: error.message, fix: error.fix }] : [],
  );
  const blockers = view.blockers.map((blocker) => ({
    head: `■ ${blocker.type}${blocker.since ? ` since ${clock(blocker.since)}` : ''}`,
    text: blocker.description,
    fix: blocker.resolutionRequired,
  }));
  return [...failed, ...blockers].flatMap(({ head, text, fix }) => [
    paint('red', `  ${head}`, options),
    ...wrap(clean(text), '    '),
    ...wrap(`To do: ${clean(fix)}`, '    '),
  ]);
}

function questionLines(view: RunView, options: ViewOptions): string[] {
  return view.openCheckpoints.flatMap((checkpoint) => {
    const [first, ...others] = checkpoint.allowed;
    if (first === undefined) return [];
    return [
      `${paint('magenta', '  ?', options)} ${paint('bold', clean(checkpoint.checkpointId), options)} waits for a person since ${clock(checkpoint.openedAt)}`,
      ...wrap(clean(checkpoint.question), '    '),
      paint('bold', `    ${decideCommand(view.workflowId, checkpoint.checkpointId, first)}`, options),
      ...(others.length > 0
        ? [paint('dim', `    or, in place of ${first}: ${others.join(', ')}`, options)]
        : []),
    ];
  });
}

function footLines(view: RunView, options: ViewOptions): string[] {
  const built = view.components.filter((component) => component.platform === 'n8n').flatMap(builtLines);
  const times = view.endedAt === undefined ? '' : `, ended ${clock(view.endedAt)}`;
  return [
    ...built,
    shorten(`tasks  ${countsText(view)}`, WIDTH),
    shorten(`cost   ${costText(view)}`, WIDTH),
    paint(
      'dim',
      `time   started ${clean(view.startedAt.slice(0, 10))} ${clock(view.startedAt)}${times} UTC`,
      options,
    ),
  ];
}

function builtLines(component: ComponentView): string[] {
  const state = component.active ? 'active' : 'inactive';
  const facts = `${component.nodes} nodes, ${component.connections} connections, ${state}`;
  return [
    `built  ${shorten(clean(component.name), WIDTH - facts.length - 9)}: ${facts}`,
    ...(component.url ? [`       ${clean(component.url)}`] : []),
  ];
}

function countsText(view: RunView): string {
  const parts = Object.entries(TASK_MARKS).map(([status, mark]) => {
    const number = view.tasks.filter((task) => task.status === status).length;
    return number === 0 ? '' : `${number} ${mark.word}`;
  });
  return [`${view.tasks.length} in all`, ...parts.filter((part) => part !== '')].join(' · ');
}

function costText({ cost }: RunView): string {
  const parts = [
    `${dollars(cost.spentUsd)} of at most ${dollars(cost.stopUsd)}`,
    ...(cost.reservedUsd > 0 ? [`${dollars(cost.reservedUsd)} reserved`] : []),
    `${cost.modelCalls} model ${cost.modelCalls === 1 ? 'call' : 'calls'}`,
    ...(cost.reusedAnswers > 0 ? [`${cost.reusedAnswers} answered without a call`] : []),
  ];
  return parts.join(' · ');
}
