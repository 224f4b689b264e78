import type { ComponentView, RunView, TaskView } from '../protocol/run.ts';
import { gapText } from '../protocol/evidence.ts';
import { gapsOf, inactiveReason, isPutBack, knownIssues, whyNotDone } from './known-issues.ts';
import type { KnownIssue, Phase5Handoff } from './output-schema.ts';
import { countTasks, isVerified, outputStatus } from './status-words.ts';

/** What the next phase may rely on, by fixed rules. Nobody's opinion enters it. */
export function phase5Handoff(view: RunView): Phase5Handoff {
  const issues = knownIssues(view);
  const { recommendation, rationale } = recommend(view, issues);
  return {
    proceed_recommendation: recommendation,
    proceed_rationale: rationale,
    ready_for_validation: recommendation !== 'blocked',
    validation_scope: view.components.map((component) => scopeOf(view, component)),
    known_issues: issues,
    manual_verification_needed: manualVerification(view),
  };
}

interface Recommendation {
  recommendation: Phase5Handoff['proceed_recommendation'];
  rationale: string;
}

function recommend(view: RunView, issues: KnownIssue[]): Recommendation {
  const obstacle = obstacleToValidation(view);
  if (obstacle) return { recommendation: 'blocked', rationale: obstacle };
  const total = view.tasks.length;
  const { completed } = countTasks(view);
  const affecting = issues.filter((each) => each.affects_validation).length;
  if (view.status === 'completed' && completed === total && affecting === 0) {
    return {
      recommendation: 'proceed',
      rationale: `All ${total} tasks completed, with evidence and without errors.`,
    };
  }
  return {
    recommendation: 'proceed_with_issues',
    rationale: `${completed} of ${total} tasks completed, every critical one among them; ${affecting} known ${affecting === 1 ? 'issue affects' : 'issues affect'} validation.`,
  };
}

/** The first reason why there is nothing to validate, or undefined. */
function obstacleToValidation(view: RunView): string | undefined {
  const critical = view.tasks.filter((task) => task.critical && task.status !== 'completed');
  if (critical.length > 0) return `Not completed, though critical: ${ids(critical)}.`;
  if (view.status === 'rejected') return view.statusReason;
  const status = outputStatus(view.status);
  if (status === 'aborted') return `The run ended early: ${view.statusReason}`;
  if (status === 'blocked') return `The run has not come to its end: ${view.statusReason}`;
  const { completed } = countTasks(view);
  if (completed * 2 <= view.tasks.length) return `Only ${completed} of ${view.tasks.length} tasks completed.`;
  return undefined;
}

function scopeOf(view: RunView, component: ComponentView): Phase5Handoff['validation_scope'][number] {
  const tasks = view.tasks.filter((task) => task.component === component.id);
  const missing = tasks.filter((task) => task.status !== 'completed');
  const reason = isPutBack(component)
    ? 'It was put back in n8n as it was before this run.'
    : missing.length > 0
      ? `Not completed: ${ids(missing)}.`
      : tasks.length > 0
        ? ''
        : 'No task of it completed.';
  return { component: component.id, testable: reason === '', reason_if_not: reason };
}

function manualVerification(view: RunView): string[] {
  const byHand = view.tasks.filter((task) => task.platform === 'manual');
  const unverified = view.tasks.filter((task) => task.status === 'completed' && !isVerified(task));
  const inactive = view.components.filter((component) => inactiveReason(view, component) !== undefined);
  return [
    ...byHand.map((task) =>
      task.status === 'completed'
        ? `${task.id}: done by hand; a person's word is its only evidence.`
        : `${task.id}: to be done by hand, and not done: ${whyNotDone(task)}`,
    ),
    ...unverified.map((task) => `${task.id}: look at it; no evidence stands for it.`),
    ...view.tasks.flatMap((task) => gapsOf(task).map((gap) => `${task.id}: ${gapText(gap)}`)),
    ...inactive.map((component) => `${component.name}: activate it in n8n and call it once.`),
    ...view.simulated.standIns.map(
      (name) => `${name}: send one real request; it was stood in for during the build.`,
    ),
  ];
}

function ids(tasks: TaskView[]): string {
  return tasks.map((task) => task.id).join(', ');
}
