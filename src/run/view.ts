import type { CompactTask } from '../protocol/plan.ts';
import { componentView } from './component-view.ts';
import { countsOfNoTasks } from './no-tasks.ts';
import { isFinished, runStatus } from './ending.ts';
import { tasksWaitingFor } from './checkpoints.ts';
import { isSettled } from './roster.ts';
import { stateOf, type Checkpoint, type Run } from './run-state.ts';
import type { CheckpointView, RunView } from '../protocol/run.ts';
import { blockedByReadiness } from './scheduler.ts';
import { shownStatus, taskView } from './task-view.ts';

/**
 * The run as one document for people and programs.
 * @param shown tasks to tell of; the counts and the cost are of all of them.
 */
export function viewOf(
  run: Run,
  { workflowId, runId }: { workflowId: string; runId: string },
  shown: readonly CompactTask[] = run.state.plan.tasks,
): RunView {
  const { plan } = run.state;
  const held = blockedByReadiness(run);
  const counts = countStatuses(run, held);
  return {
    schemaVersion: 1,
    workflowId,
    runId,
    ...(run.state.earlierRunIds && { earlierRunIds: run.state.earlierRunIds }),
    specId: plan.specId,
    title: plan.title,
    version: plan.version,
    specificationHash: plan.specificationHash,
    environmentId: plan.environmentId,
    environmentHash: plan.environmentHash,
    status: runStatus(run),
    statusReason: statusReason(run, counts),
    startedAt: new Date(run.state.startedAtMs).toISOString(),
    ...(run.state.endedAtMs !== undefined && { endedAt: new Date(run.state.endedAtMs).toISOString() }),
    ...(run.state.reportMissing !== undefined && { reportMissing: run.state.reportMissing }),
    tasks: shown.map((task) => taskView(run, task, held)),
    counts,
    blockers: run.state.readiness.blockers,
    openCheckpoints: run.state.checkpoints.map((checkpoint) => checkpointView(run, checkpoint)),
    ...(run.state.unanswered && {
      unanswered: run.state.unanswered.map((checkpoint) => checkpointView(run, checkpoint)),
    }),
    ...(run.state.escalations && { escalations: run.state.escalations }),
    decisions: run.state.decisions,
    cost: costOf(run),
    components: plan.components.map((component) => componentView(run, component)),
    simulated: { replayedAnswers: plan.replayedAnswers && asksTheModel(run), standIns: plan.standIns },
  };
}

function checkpointView(
  run: Run,
  { about, escalated: _escalated, ...checkpoint }: Checkpoint,
): CheckpointView {
  if (about.kind !== 'budget' && about.kind !== 'billing') return checkpoint;
  return { ...checkpoint, tasks: tasksWaitingFor(run, checkpoint.checkpointId) };
}

/** True when it was asked, or code that it wrote was taken; in an open run also when it is still to be asked. */
function asksTheModel(run: Run): boolean {
  return run.state.plan.tasks.some(({ id, worstCaseUsd }) => {
    const state = stateOf(run, id);
    return worstCaseUsd > 0 && (!isSettled(state) || state.modelCalls > 0 || state.codeHash !== undefined);
  });
}

function statusReason(run: Run, counts: RunView['counts']): string {
  if (run.state.aborted) {
    const isStopping = run.state.endedAtMs === undefined;
    const why = `by ${run.state.aborted.by}: ${run.state.aborted.reason}`;
    return isStopping ? `It is stopping: what is under way ends first. Aborted ${why}` : `Aborted ${why}`;
  }
  const done = `${counts.completed} of ${run.state.plan.tasks.length} tasks completed`;
  if (isFinished(run)) return `${done}${failedText(run, counts.failed)}.`;
  const question = run.state.checkpoints[0];
  if (question) return `Waits for a decision on ${question.checkpointId}: ${question.question}`;
  const blocker = run.state.readiness.blockers[0];
  if (blocker) return blocker.description;
  const working = tasksWith(run, (status) => status === 'running' || status === 'verifying');
  return `${done}; working on ${working.join(', ') || 'the next step'}.`;
}

const MOST_FAILURES_NAMED = 3;

/** "; a and b failed", or how many did. */
function failedText(run: Run, count: number): string {
  if (count === 0) return '';
  if (count > MOST_FAILURES_NAMED) return `; ${count} failed`;
  return `; ${tasksWith(run, (status) => status === 'failed').join(', ')} failed`;
}

function tasksWith(run: Run, isOne: (status: string) => boolean): string[] {
  return run.state.plan.tasks.flatMap(({ id }) => (isOne(stateOf(run, id).status) ? [id] : []));
}

function countStatuses(run: Run, held: (taskId: string) => boolean): RunView['counts'] {
  const counts = countsOfNoTasks();
  for (const { id } of run.state.plan.tasks) counts[shownStatus(stateOf(run, id), held(id))] += 1;
  return counts;
}

/** What the run has cost so far, and may still cost. */
export function costOf({ state }: Run): RunView['cost'] {
  const { spentUsd, reservedUsd, warnUsd, stopUsd, reusedAnswers, warnedAtMs } = state.ledger;
  const warned = warnedAtMs !== undefined && { warnedAt: new Date(warnedAtMs).toISOString() };
  const limits = { warnUsd, stopUsd, ...warned };
  const cost = { spentUsd, reservedUsd, ...limits, inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  for (const task of Object.values(state.tasks)) {
    cost.inputTokens += task.inputTokens;
    cost.outputTokens += task.outputTokens;
    cost.modelCalls += task.modelCalls;
  }
  return { ...cost, reusedAnswers };
}
