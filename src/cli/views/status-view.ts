import type { ComponentView, RunView } from '../../protocol/run.ts';
import { escalationText } from '../../run/escalation.ts';
import { answerLines } from './checkpoint-view.ts';
import { RUN_MARKS, TASK_MARKS } from './status-marks.ts';
import { taskLine } from './task-line.ts';
import { clean, clock, dollars, paint, shorten, widthOf, wrap, type ViewOptions } from './terminal-text.ts';

/** The run on one screen: what is done and by which evidence, what waits for what, what a person has to decide. */
export function renderStatus(view: RunView, options: ViewOptions): string {
  const sections = [
    headLines(view, options),
    taskLines(view, options),
    problemLines(view, options),
    escalationLines(view, options),
    questionLines(view, options),
    unansweredLines(view, options),
    remarkLines(view, options),
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
  const reason = shorten(clean(view.statusReason), widthOf(options) - mark.word.length - 4);
  const lines = [
    `${paint('bold', title, options)} ${clean(view.version)}  ${paint('dim', clean(view.workflowId), options)}`,
    `${paint(mark.paint, `${mark.glyph} ${mark.word}`, options)}  ${reason}`,
  ];
  const simulated = simulatedText(view);
  return simulated === ''
    ? lines
    : [...lines, paint('yellow', shorten(simulated, widthOf(options)), options)];
}

/** What in this run was not real; empty when all was. */
export function simulatedText({ simulated }: RunView): string {
  const parts = [
    ...(simulated.replayedAnswers ? ['replayed answers'] : []),
    ...(simulated.standIns.length > 0 ? [`stand-ins: ${simulated.standIns.map(clean).join(', ')}`] : []),
  ];
  return parts.length === 0 ? '' : `simulated: ${parts.join(' · ')}`;
}

function taskLines(view: RunView, options: ViewOptions): string[] {
  return view.tasks.map((task) => `  ${taskLine(view, task, widthOf(options) - 2, options)}`);
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
  const refused = (view.refused?.problems ?? []).map(({ rule, pointer, message, fix }) => ({
    head: `✗ ${clean(`${pointer} ${rule}`.trim())}`,
    text: message,
    fix,
  }));
  return [...refused, ...failed, ...blockers].flatMap(({ head, text, fix }) => [
    paint('red', `  ${head}`, options),
    ...wrap(clean(text), '    ', '    ', widthOf(options)),
    ...wrap(`To do: ${clean(fix)}`, '    ', '    ', widthOf(options)),
  ]);
}

function escalationLines({ escalations = [] }: RunView, options: ViewOptions): string[] {
  return escalations.flatMap((each) =>
    wrap(`▲ ${clock(each.at)} ${clean(escalationText(each))}`, '    ', '  ', widthOf(options)).map((line) =>
      paint('yellow', line, options),
    ),
  );
}

function questionLines(view: RunView, options: ViewOptions): string[] {
  return view.openCheckpoints.flatMap(({ checkpointId, openedAt, question, allowed, tasks = [] }) => [
    `${paint('magenta', '  ?', options)} ${paint('bold', clean(checkpointId), options)} waits for a person since ${clock(openedAt)} UTC`,
    ...wrap(clean(question), '    ', '    ', widthOf(options)),
    ...(tasks.length > 1
      ? wrap(clean(`One answer is for all that wait: ${tasks.join(', ')}.`), '    ', '    ', widthOf(options))
      : []),
    ...answerLines(view.workflowId, checkpointId, allowed, options),
  ]);
}

function unansweredLines({ unanswered = [] }: RunView, options: ViewOptions): string[] {
  return unanswered.flatMap(({ checkpointId, question, openedAt }) => [
    `${paint('dim', '  ?', options)} ${clean(checkpointId)} was not answered when the run ended (asked at ${clock(openedAt)} UTC)`,
    ...wrap(clean(question), '    ', '    ', widthOf(options)),
  ]);
}

/** What the model said beside its code: nobody checks it, and it may matter. */
function remarkLines({ tasks }: RunView, options: ViewOptions): string[] {
  const lines = tasks.flatMap(({ id, remarks }) => [
    ...(remarks?.discoveries ?? []).map((discovery) => `! ${id}, found by the model: ${discovery}`),
    ...(remarks?.notes ? [`· ${id}, noted by the model: ${remarks.notes}`] : []),
  ]);
  return lines.flatMap((line) => wrap(clean(line), '      ', '  ', widthOf(options)));
}

function footLines(view: RunView, options: ViewOptions): string[] {
  const built = view.components
    .filter((component) => component.platform === 'n8n')
    .flatMap((component) => builtLines(component, options));
  const times = view.endedAt === undefined ? '' : `, ended ${clock(view.endedAt)}`;
  return [
    ...built,
    ...(view.reportMissing === undefined
      ? []
      : wrap(reportMissingText(view), '       ', 'report ', widthOf(options))),
    shorten(`tasks  ${countsText(view)}`, widthOf(options)),
    shorten(`cost   ${costText(view)}`, widthOf(options)),
    ...warningLines(view, options),
    paint(
      'dim',
      `time   started ${clean(view.startedAt.slice(0, 10))} ${clock(view.startedAt)}${times} UTC`,
      options,
    ),
  ];
}

function builtLines(component: ComponentView, options: ViewOptions): string[] {
  const state = component.active ? 'active' : 'inactive';
  const facts = `${component.nodes} nodes, ${component.connections} connections, ${state}`;
  return [
    `built  ${shorten(clean(component.name), widthOf(options) - facts.length - 9)}: ${facts}`,
    ...(component.url ? [`       ${clean(component.url)}`] : []),
    ...(component.rollback
      ? wrap(clean(component.rollback.text), '       ', '       ', widthOf(options))
      : []),
  ];
}

function reportMissingText({ reportMissing = '', workflowId }: RunView): string {
  return `It was not kept: ${clean(reportMissing).replace(/\.$/, '')}. It is made from the history: millwright report ${clean(workflowId)}`;
}

function countsText(view: RunView): string {
  const parts = Object.entries(TASK_MARKS).map(([status, mark]) => {
    const number = view.tasks.filter((task) => task.status === status).length;
    return number === 0 ? '' : `${number} ${mark.word}`;
  });
  return [`${view.tasks.length} in all`, ...parts.filter((part) => part !== '')].join(' · ');
}

function warningLines(view: RunView, options: ViewOptions): string[] {
  const text = costWarning(view);
  return text === '' ? [] : [paint('yellow', shorten(`       ${text}`, widthOf(options)), options)];
}

/** Empty until as much is spent as the specification says. */
export function costWarning({ cost }: RunView): string {
  if (cost.warnedAt === undefined) return '';
  return `warning: ${dollars(cost.warnUsd)} (warn_usd) was reached at ${clock(cost.warnedAt)} UTC`;
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
