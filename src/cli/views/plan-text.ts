import type { CostRange, ExecutionPlan, PlannedTask } from '../../plan/execution-plan.ts';
import type { PlannedComponent } from '../../plan/planned-components.ts';
import type { IfBlocked } from '../../spec/model.ts';
import { blockerLines } from './blocker-text.ts';
import { n8nChangesLines } from './n8n-changes-text.ts';
import type { Paint } from '../output.ts';
import type { N8nComparison } from '../runs/compare-with-n8n.ts';
import { alignColumns, counted, minutesText, usd, wrapWords } from '../text.ts';

const WIDTH = 92;
const INDENT = '  ';

/** The plan for people: what a consultant shows to the client before a run. */
export function planText(plan: ExecutionPlan, comparison: N8nComparison, paint: Paint): string {
  return [
    heading(plan, paint),
    section('Tasks', paint, taskLines(plan, paint)),
    section('Critical path', paint, [wrap(plan.critical_path, ' → ')]),
    section(
      'Makes',
      paint,
      plan.components.flatMap((component) => componentLines(component, paint)),
    ),
    section('Asks a person', paint, humanStopLines(plan)),
    section('Needs in n8n', paint, credentialLines(plan)),
    section('Changes in n8n', paint, n8nChangesLines(comparison, paint)),
    section(
      'Blocked',
      (style, text) => paint(style, paint('red', text)),
      plan.blockers.flatMap((blocker) => blockerLines(blocker, plan.total_tasks, paint)),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading(plan: ExecutionPlan, paint: Paint): string {
  const name = `${plan.spec_id} ${plan.version} in ${plan.environment_id}`;
  const size = `${counted(plan.total_tasks, 'task')} in ${counted(plan.execution_phases.length, 'phase')}`;
  const time =
    plan.minutes.max === 0 ? '' : `${minutesText(plan.minutes)} budgeted, without the time that people take`;
  const facts = [
    ['Work', `${size}, up to ${plan.max_parallel} at once`],
    ['Time', time],
    ['Cost', costText(plan.cost)],
    ['Stand-ins', plan.stand_ins.length === 0 ? '' : `${plan.stand_ins.join(', ')}: not the real services`],
  ].filter(([, fact]) => fact !== '');
  const lines = alignColumns(facts).map(
    ([label = '', fact = '']) => `${INDENT}${paint('dim', label)}  ${fact}`,
  );
  return [`${paint('bold', plan.title)}  ${paint('dim', name)}`, ...lines].join('\n');
}

function costText({ model, model_calls, first_round_usd, all_rounds_usd, stop_usd }: CostRange): string {
  if (model_calls.max === 0) return 'none: no model is asked';
  const first = `at most ${usd(first_round_usd)} for ${counted(model_calls.min, 'call')} of ${model}`;
  const all = model_calls.max === model_calls.min ? '' : `, ${usd(all_rounds_usd)} with all repairs`;
  return `${first}${all}; it stops at ${usd(stop_usd)}`;
}

function taskLines(plan: ExecutionPlan, paint: Paint): string[] {
  const tasks = new Map(plan.tasks.map((task) => [task.task_id, task]));
  const critical = new Set(plan.critical_path);
  const blocked = new Set(plan.blocked_tasks);
  const rows = plan.execution_phases.flatMap(({ phase, parallel_groups }) =>
    parallel_groups.flatMap((group, groupIndex) =>
      group.map((id, index) => ({
        id,
        cells: [groupLabel(phase, groupIndex, index), id, ...taskCells(tasks.get(id))],
      })),
    ),
  );
  const aligned = alignColumns(rows.map((row) => row.cells));
  return rows.map(({ id }, index) => {
    const [label = '', name = '', kind = '', minutes = ''] = aligned[index] ?? [];
    const mark = blocked.has(id)
      ? paint('red', '✗')
      : critical.has(id)
        ? paint('cyan', '●')
        : paint('dim', '○');
    return `${paint('dim', label)} ${mark} ${name}  ${paint('dim', `${kind}  ${minutes}`.trimEnd())}`;
  });
}

/** The phase's number once; `then` where tasks that exclude the ones above them begin. */
function groupLabel(phase: number, groupIndex: number, index: number): string {
  if (index > 0) return '';
  return groupIndex === 0 ? String(phase).padStart(2) : 'then';
}

function taskCells(task: PlannedTask | undefined): string[] {
  if (task === undefined) return ['', ''];
  return [task.action_type.replaceAll('_', ' '), minutesText(task.estimated_minutes)];
}

function componentLines(component: PlannedComponent, paint: Paint): string[] {
  if (component.platform === 'code') return component.files.map((file) => `file ${paint('bold', file)}`);
  const state = component.activated ? 'activated' : 'stays inactive';
  const size = `${counted(component.nodes.length, 'node')}, ${counted(component.edges.length, 'connection')}`;
  const nodes = component.nodes.map((node) => `${node.name} (${node.type})`);
  return [
    `n8n workflow ${paint('bold', component.name)}: ${size}, ${state}`,
    ...(nodes.length === 0 ? [] : [`${INDENT}${wrap(nodes, ', ', INDENT)}`]),
  ];
}

function humanStopLines(plan: ExecutionPlan): string[] {
  return plan.human_stops.map(
    ({ task, question, if_blocked: policy }) =>
      `${task}: ${question}${policy ? ` (${policyText(policy)})` : ''}`,
  );
}

function policyText({ wait_minutes, then, escalation_channel: channel }: IfBlocked): string {
  const after = `undecided after ${minutesText({ min: wait_minutes, max: wait_minutes }) || '0 min'}`;
  switch (then) {
    case 'escalate':
      return `${after}: escalated${channel === undefined ? '' : ` to ${channel}`}`;
    case 'skip_with_flag':
      return `${after}: skipped`;
    case 'abort':
      return `${after}: the run is aborted`;
  }
}

function credentialLines(plan: ExecutionPlan): string[] {
  const rows = plan.required_credentials.map(({ name, type, tasks }) => [
    `credential ${name}`,
    type,
    `for ${tasks.join(', ')}`,
  ]);
  return alignColumns(rows).map((cells) => cells.join('  '));
}

function section(title: string, paint: Paint, lines: string[]): string {
  return lines.length === 0
    ? ''
    : [paint('bold', title), ...lines.map((line) => `${INDENT}${line}`)].join('\n');
}

function wrap(words: readonly string[], separator: string, indent = ''): string {
  return wrapWords(words, separator, WIDTH, `${INDENT}${indent}`);
}
