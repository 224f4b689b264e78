import { gapText, type Gap } from '../protocol/evidence.ts';
import type { ComponentView, RunView, TaskView } from '../protocol/run.ts';
import { escalationText } from '../run/escalation.ts';
import type { KnownIssue } from './output-schema.ts';
import { isVerified, outputTaskStatus } from './status-words.ts';

/** Everything phase 5 has to know before it trusts the build: each found by rule, never by opinion. */
export function knownIssues(view: RunView): KnownIssue[] {
  return [
    ...view.blockers.map((blocker) => issue('high', true, `${blocker.description} (${blocker.type})`)),
    ...(view.escalations ?? []).map((each) => issue('high', true, escalationText(each))),
    ...(view.unanswered ?? []).map(({ checkpointId, question }) =>
      issue('medium', true, `Nobody had answered ${checkpointId} when the run ended: ${question}`),
    ),
    ...(view.reportMissing === undefined
      ? []
      : [issue('low', false, `The report was not kept when the run ended: ${view.reportMissing}`)]),
    ...view.tasks.flatMap(taskIssues),
    ...view.tasks.flatMap(discoveryIssues),
    ...costIssue(view),
    ...view.components.flatMap((component) => rollbackIssue(view, component)),
    ...view.components.flatMap((component) => inactiveIssue(view, component)),
    ...simulationIssues(view),
  ];
}

function issue(severity: KnownIssue['severity'], affectsValidation: boolean, text: string): KnownIssue {
  return { issue: text, severity, affects_validation: affectsValidation };
}

function taskIssues(task: TaskView): KnownIssue[] {
  switch (outputTaskStatus(task.status)) {
    case 'completed':
      return completedIssues(task);
    case 'failed':
      return [issue(task.critical ? 'high' : 'medium', true, `${task.id} failed: ${whyNotDone(task)}`)];
    case 'blocked':
      return [issue(task.critical ? 'high' : 'medium', true, `${task.id} was not done: ${whyNotDone(task)}`)];
    case 'skipped':
      return [issue(task.critical ? 'high' : 'medium', true, `${task.id} was skipped: ${whyNotDone(task)}`)];
  }
}

function completedIssues(task: TaskView): KnownIssue[] {
  if (!isVerified(task))
    return [issue('medium', true, `${task.id} is unverified: no evidence stands for it.`)];
  const open = gapsOf(task).map((gap) => issue('medium', true, `${task.id}: ${gapText(gap)}`));
  if (task.round === 0) return open;
  return [
    ...open,
    issue('low', false, `${task.id} passed after ${task.round} ${task.round === 1 ? 'repair' : 'repairs'}.`),
  ];
}

/** What the evidence of a completed task leaves open. */
export function gapsOf({ status, evidence }: TaskView): Gap[] {
  return status === 'completed' ? (evidence?.gaps ?? []) : [];
}

/** Facts that contradict the specification, as the model sees them: a person has to look. */
function discoveryIssues({ id, remarks }: TaskView): KnownIssue[] {
  return (remarks?.discoveries ?? []).map((discovery) =>
    issue('medium', true, `${id}, found by the model: ${discovery}`),
  );
}

function costIssue({ cost }: RunView): KnownIssue[] {
  if (cost.warnedAt === undefined) return [];
  const text = `The cost reached the warning (\`warn_usd\`): ${cost.spentUsd.toFixed(4)} USD of ${cost.warnUsd} USD.`;
  return [issue('low', false, text)];
}

/** The sentence that says why a task is not completed; every task that is not has one. */
export function whyNotDone(task: TaskView): string {
  if (task.error) return task.error.message;
  if (task.skippedReason) return task.skippedReason;
  if (task.evidence && !task.evidence.passed) return task.evidence.summary;
  if (task.status === 'blocked') return task.waitsFor || 'Something that it needs is missing.';
  return task.waitsFor ? `It waited for ${task.waitsFor}.` : 'The run ended before it began.';
}

/** Without an activation step that completed, the n8n workflow stays switched off. */
export function inactiveReason(view: RunView, component: ComponentView): string | undefined {
  if (component.platform !== 'n8n' || component.active || isPutBack(component)) return undefined;
  const steps = view.tasks.filter((task) => task.kind === 'activation' && task.component === component.id);
  const unfinished = steps.find((task) => task.status !== 'completed');
  if (steps.length === 0) return 'the specification has no activate_workflow step for it';
  return unfinished
    ? `its activation ${unfinished.id} is not completed`
    : 'it was switched off after its activation';
}

function inactiveIssue(view: RunView, component: ComponentView): KnownIssue[] {
  const reason = inactiveReason(view, component);
  return reason ? [issue('medium', true, `${component.name} (${component.id}) is inactive: ${reason}.`)] : [];
}

export function isPutBack(component: ComponentView): boolean {
  return component.rollback?.outcome === 'restored';
}

/** What a run without success left in n8n is flagged, and so is what became of putting it back. */
function rollbackIssue(view: RunView, { name, id, nodes, rollback }: ComponentView): KnownIssue[] {
  if (rollback?.outcome === 'restored') return [issue('medium', true, `${name} (${id}): ${rollback.text}`)];
  if (rollback !== undefined)
    return [issue('high', true, `${name} (${id}) was to be put back in n8n, but was kept: ${rollback.text}`)];
  const isWithoutSuccess = view.status === 'aborted' || view.status === 'failed';
  return isWithoutSuccess && nodes > 0
    ? [
        issue(
          'medium',
          true,
          `${name} (${id}) stays in n8n as this run left it (\`on_failure\` is \`keep\`).`,
        ),
      ]
    : [];
}

function simulationIssues(view: RunView): KnownIssue[] {
  const issues: KnownIssue[] = [];
  const { replayedAnswers, standIns } = view.simulated;
  if (standIns.length > 0) {
    issues.push(
      issue(
        'medium',
        true,
        `${standIns.join(', ')} ${standIns.length === 1 ? 'was' : 'were'} stood in for in this environment; nothing was tried with the real services.`,
      ),
    );
  }
  if (replayedAnswers) {
    issues.push(
      issue('low', false, "The model's answers were replayed from recordings; no model was asked."),
    );
  }
  return issues;
}
