import { durationText } from './durations.ts';
import { handoffSection, inventorySection, problemsSection, remarksSection } from './markdown-findings.ts';
import { bullets, hash, link, plain, table, time } from './markdown-text.ts';
import type { ImplementationOutput, TaskResult } from './output-schema.ts';
import type { TaskDetail } from './millwright-part.ts';

/**
 * `IMPLEMENTATION_REPORT.md`, for the person who ordered the automation. It is made from the very object that is
 * written as JSON, so both show the same numbers.
 */
export function implementationReport(output: ImplementationOutput): string {
  const sections = [
    headline(output),
    builtSection(output),
    taskSection(output),
    problemsSection(output),
    remarksSection(output),
    decisionSection(output),
    costSection(output),
    handoffSection(output),
    inventorySection(output),
    runSection(output),
  ];
  return `${sections.join('\n\n')}\n`;
}

const STATUS_HEADLINES: Record<string, string> = {
  completed: 'Completed',
  completed_with_errors: 'Completed with errors',
  failed: 'Failed: a critical task did not complete',
  aborted: 'Aborted',
  rejected: 'Rejected: nothing was built',
  blocked: 'Blocked: something is missing',
};

function headline({
  execution_summary: summary,
  millwright,
  phase_5_handoff: handoff,
}: ImplementationOutput): string {
  const status = STATUS_HEADLINES[millwright.run_status] ?? `Not finished (${plain(millwright.run_status)})`;
  const counts =
    `${summary.tasks_completed} of ${summary.total_tasks} tasks completed (${summary.success_rate} %), ` +
    `${summary.tasks_failed} failed, ${summary.tasks_blocked} blocked, ${summary.tasks_skipped} skipped.`;
  const lines = [
    `# Implementation report: ${plain(millwright.title)}`,
    `**${status}.** ${counts}`,
    counts.startsWith(millwright.status_reason.replace(/\.$/, '')) ? '' : plain(millwright.status_reason),
    ...simulatedNotice(millwright.simulated),
    `**Next step:** ${NEXT_STEPS[handoff.proceed_recommendation]} ${plain(handoff.proceed_rationale)}`,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

const NEXT_STEPS = {
  proceed: 'go on to validation.',
  proceed_with_issues: 'go on to validation, with the known issues in mind.',
  blocked: 'validation has to wait.',
} as const;

function simulatedNotice(simulated: ImplementationOutput['millwright']['simulated']): string[] {
  const parts: string[] = [];
  if (simulated.replayed_answers)
    parts.push("> - replayed answers: the model's answers came from recordings");
  if (simulated.stand_ins.length > 0) {
    parts.push(
      `> - stand-ins: ${simulated.stand_ins.map(plain).join(', ')} (the real services were not called)`,
    );
  }
  return parts.length === 0 ? [] : ['> **Simulated in this run**\n>\n' + parts.join('\n')];
}

function builtSection({ millwright, artifacts }: ImplementationOutput): string {
  const rows = millwright.components.map((component) => [
    link(component.name, component.url),
    plain(component.platform),
    component.platform === 'n8n' ? String(component.nodes) : '',
    component.platform === 'n8n' ? String(component.connections) : '',
    stateOf(component),
  ]);
  const files = artifacts.code_files.map((file) => `${codePath(file.path)}: ${plain(file.purpose)}`);
  return [
    '## What was built',
    table(['Component', 'Platform', 'Nodes', 'Connections', 'State'], rows, 'Nothing.'),
    ...(files.length > 0 ? [`Code:\n\n${bullets(files, '')}`] : []),
  ].join('\n\n');
}

function stateOf({
  platform,
  active,
  rollback,
}: ImplementationOutput['millwright']['components'][number]): string {
  if (platform !== 'n8n') return '';
  const state = active ? 'active' : 'inactive';
  return rollback === null ? state : `${state}<br>${plain(rollback.text)}`;
}

function codePath(path: string): string {
  return path.startsWith('sha256:') ? `code ${hash(path.slice('sha256:'.length))} in its node` : plain(path);
}

function taskSection({ task_results: results, millwright }: ImplementationOutput): string {
  const detailsById = new Map(millwright.tasks.map((detail) => [detail.task_id, detail]));
  const rows = results.map((result) => taskRow(result, detailsById.get(result.task_id)));
  return `## Tasks\n\n${table(['Task', 'Status', 'Evidence', 'Took', 'Cost'], rows, 'The specification has no tasks.')}`;
}

function taskRow(result: TaskResult, detail: TaskDetail | undefined): string[] {
  const evidence = detail?.evidence;
  const proof = evidence ? `${plain(evidence.summary)} (${hash(evidence.sha256)})` : undefined;
  const said =
    result.error !== undefined && result.error !== evidence?.summary ? plain(result.error) : undefined;
  return [
    `${plain(result.task_id)}${detail?.critical ? ' **critical**' : ''}<br>${plain(result.task_name)}`,
    result.status,
    [said, proof].filter((text) => text !== undefined).join('<br>') || 'none',
    durationText(result.duration_seconds),
    detail && detail.model_calls > 0 ? usd(detail.cost_usd) : '',
  ];
}

function decisionSection({ millwright }: ImplementationOutput): string {
  const rows = millwright.decisions.map((decision) => [
    time(decision.at),
    plain(decision.by),
    plain(decision.checkpoint),
    plain(decision.decision),
    decision.note === null ? '' : plain(decision.note),
    plain(decision.effect),
  ]);
  const head = ['When', 'Who', 'About', 'Decision', 'Note', 'Effect'];
  const nobody =
    millwright.open_questions.length === 0 ? 'Nobody was asked.' : 'Nobody has decided anything.';
  return [`## Decisions\n\n${table(head, rows, nobody)}`, ...openQuestions(millwright)].join('\n\n');
}

function openQuestions({ open_questions: open }: ImplementationOutput['millwright']): string[] {
  const lines = open.map(
    ({ checkpoint, question, asked_at }) =>
      `**${plain(checkpoint)}** (asked ${time(asked_at)}): ${plain(question)}`,
  );
  return lines.length === 0 ? [] : [`### Not answered\n\n${bullets(lines, '')}`];
}

function costSection({ millwright: { cost, simulated } }: ImplementationOutput): string {
  const remarks = [
    ...(cost.warned_at === null ? [] : [`**The warning was reached** at ${time(cost.warned_at)}.`]),
    ...(simulated.replayed_answers
      ? ['The answers were replayed from recordings; nothing was paid for them.']
      : []),
  ];
  const rows = [
    ['Spent', usd(cost.spent_usd)],
    ['Limit', usd(cost.stop_usd)],
    ['Warning from', usd(cost.warn_usd)],
    ['Model calls', String(cost.model_calls)],
    ['Answers used again without a call', String(cost.reused_answers)],
    ['Input tokens', String(cost.input_tokens)],
    ['Output tokens', String(cost.output_tokens)],
  ];
  return [`## Cost`, table(['', ''], rows, ''), ...remarks].join('\n\n');
}

function runSection({ metadata, millwright }: ImplementationOutput): string {
  const rows = [
    [
      'Specification',
      `${plain(millwright.spec_id)} ${plain(millwright.version)}, ${hash(millwright.specification_sha256)}`,
    ],
    ['Environment', `${plain(millwright.environment_id)}, ${hash(millwright.environment_sha256)}`],
    ['Run', `${plain(millwright.workflow_id)}, ${plain(metadata.run_id)}`],
    ['Started', time(millwright.started_at)],
    ['Ended', millwright.ended_at === null ? 'not yet' : time(millwright.ended_at)],
    ['Duration', durationText(millwright.duration_seconds)],
    ['Report made', time(metadata.timestamp)],
  ];
  return `## This run\n\n${table(['', ''], rows, '')}`;
}

/** The digits of the JSON, and a word instead of a sign that some readers take for mathematics. */
function usd(amount: number): string {
  return `${amount} USD`;
}
