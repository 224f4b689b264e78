import type { EvidenceSummary } from '../checks/evidence.ts';
import type { CompactComponent, CompactTask } from '../plan/compact-plan.ts';
import { isFinished, runStatus } from './ending.ts';
import type { RestoreChange } from '../protocol.ts';
import type { ComponentView, RunView, TaskStatus, TaskView } from './run-view.ts';
import { isAble } from './roster.ts';
import { stateOf, type Rollback, type Run, type TaskState } from './run-state.ts';
import { blockedByReadiness } from './scheduler.ts';

/** The run as one document for people and programs (M36). */
export function viewOf(run: Run, ids: { workflowId: string; runId: string }): RunView {
  const { plan } = run.state;
  const tasks = plan.tasks.map((task) => taskView(run, task));
  return {
    schemaVersion: 1,
    ...ids,
    specId: plan.specId,
    title: plan.title,
    version: plan.version,
    specificationHash: plan.specificationHash,
    environmentId: plan.environmentId,
    environmentHash: plan.environmentHash,
    status: runStatus(run),
    statusReason: statusReason(run, tasks),
    startedAt: iso(run.state.startedAtMs),
    ...(run.state.endedAtMs !== undefined && { endedAt: iso(run.state.endedAtMs) }),
    tasks,
    counts: countStatuses(tasks),
    blockers: run.state.readiness.blockers,
    openCheckpoints: run.state.checkpoints.map(({ about: _about, ...shown }) => shown),
    decisions: run.state.decisions,
    cost: costView(run, tasks),
    components: plan.components.map((component) => componentView(run, component)),
    simulated: { replayedAnswers: plan.replayedAnswers, standIns: plan.standIns },
  };
}

function componentView(run: Run, component: CompactComponent): ComponentView {
  const { n8nUrl } = run.state.plan;
  const { active, nodes, connections } = run.state.components[component.id] ?? {
    active: false,
    nodes: 0,
    connections: 0,
  };
  const isThere = n8nUrl !== undefined && nodes > 0;
  const rollback = rollbackView(run.state.rollbacks?.[component.id]);
  return {
    ...component,
    active,
    nodes,
    connections,
    ...(isThere && { url: `${n8nUrl}/workflow/${component.n8nWorkflowId}` }),
    ...(rollback && { rollback }),
  };
}

function rollbackView(rollback: Rollback | undefined): ComponentView['rollback'] {
  switch (rollback?.state) {
    case undefined:
      return undefined;
    case 'asked':
      return { outcome: 'under_way', text: 'It is being put back as it was before this run.' };
    case 'unavailable':
      return { outcome: 'under_way', text: 'n8n does not answer; it is asked again to put it back.' };
    case 'restored':
      return { outcome: 'restored', text: RESTORED_TEXT[rollback.change] };
    case 'kept':
      return { outcome: 'kept', text: rollback.reason };
  }
}

const RESTORED_TEXT: Record<RestoreChange, string> = {
  removed: 'It was not there before this run, and was removed.',
  'put back': 'It was put back as it was before this run.',
  'no change': 'It is as it was before this run.',
};

function taskView(run: Run, task: CompactTask): TaskView {
  const state = stateOf(run, task.id);
  const status = shownStatus(run, task, state);
  const waitsFor = waitsForText(run, task, state, status);
  const evidence = shownEvidence(state);
  return {
    id: task.id,
    title: task.title,
    kind: task.kind,
    actionType: task.actionType,
    platform: task.platform,
    ...(task.component !== undefined && { component: task.component }),
    status,
    critical: task.critical,
    dependsOn: task.dependsOn,
    ...(waitsFor && { waitsFor }),
    ...(state.startedAtMs !== undefined && { startedAt: iso(state.startedAtMs) }),
    ...(state.endedAtMs !== undefined && { endedAt: iso(state.endedAtMs) }),
    round: state.round,
    ...(evidence && { evidence }),
    earlierEvidence:
      evidence === state.failedEvidence.at(-1) ? state.failedEvidence.slice(0, -1) : state.failedEvidence,
    ...(state.error && { error: state.error }),
    costUsd: state.costUsd,
    tokens: { input: state.inputTokens, output: state.outputTokens },
    modelCalls: state.modelCalls,
    ...(state.codeHash && { codeHash: state.codeHash }),
    ...(state.change && { change: state.change }),
    ...(isUndone(run, task) && { undone: true }),
    ...(state.skippedReason && { skippedReason: state.skippedReason }),
  };
}

/** What speaks for a task now, or against it. */
export function shownEvidence(state: Readonly<TaskState>): EvidenceSummary | undefined {
  return combined(state.passedEvidence) ?? state.failedEvidence.at(-1);
}

/** True for what stood in an n8n workflow that was put back. */
function isUndone(run: Run, task: CompactTask): boolean {
  return run.state.rollbacks?.[task.n8nComponent ?? '']?.state === 'restored';
}

/** A code task proves itself twice (samples, then the node in n8n): its evidence reads as one sentence. */
function combined(passed: EvidenceSummary[]): EvidenceSummary | undefined {
  const last = passed.at(-1);
  return last && { ...last, summary: passed.map((evidence) => evidence.summary).join(' ') };
}

function shownStatus(run: Run, task: CompactTask, state: Readonly<TaskState>): TaskStatus {
  if (isAble(state) && blockedByReadiness(run)(task.id)) return 'blocked';
  return state.status;
}

function waitsForText(
  run: Run,
  task: CompactTask,
  state: Readonly<TaskState>,
  status: TaskStatus,
): string | undefined {
  switch (state.waiting?.for) {
    case 'owner':
      return task.kind === 'activation' ? 'its activation in n8n' : 'the write to n8n';
    case 'decision':
      return `a decision on ${state.waiting.checkpointId}`;
    case 'time':
      return `${state.waiting.reason} Next look at ${iso(state.waiting.untilMs)}.`;
    case 'effect':
      return EFFECT_TEXT[state.step];
    case undefined:
      break;
  }
  if (status === 'pending') {
    return task.dependsOn.filter((id) => stateOf(run, id).status !== 'completed').join(', ');
  }
  const blocker =
    run.state.readiness.blockers.find((each) => each.affectedTasks.includes(task.id)) ??
    run.state.readiness.blockers[0];
  if (status === 'blocked') return state.error?.message ?? blocker?.description;
  return undefined;
}

const EFFECT_TEXT: Record<TaskState['step'], string> = {
  produce_code: 'code from the model, tried in the sandbox',
  write: 'the write to n8n',
  check: 'its acceptance check',
  describe: 'what the question has to show',
  decide: 'a decision',
  end: '',
};

function statusReason(run: Run, tasks: TaskView[]): string {
  if (run.state.aborted) return `Aborted by ${run.state.aborted.by}: ${run.state.aborted.reason}`;
  const done = tasks.filter((task) => task.status === 'completed').length;
  if (isFinished(run)) return `${done} of ${tasks.length} tasks completed${failedText(tasks)}.`;
  const question = run.state.checkpoints[0];
  if (question) return `Waits for a decision on ${question.checkpointId}: ${question.question}`;
  const blocker = run.state.readiness.blockers[0];
  if (blocker) return blocker.description;
  const working = tasks
    .filter((task) => task.status === 'running' || task.status === 'verifying')
    .map((task) => task.id);
  return `${done} of ${tasks.length} tasks completed; working on ${working.join(', ') || 'the next step'}.`;
}

const MOST_FAILURES_NAMED = 3;

/** "; a and b failed", or how many did. */
function failedText(tasks: TaskView[]): string {
  const failed = tasks.filter((task) => task.status === 'failed').map((task) => task.id);
  if (failed.length === 0) return '';
  return `; ${failed.length > MOST_FAILURES_NAMED ? failed.length : failed.join(', ')} failed`;
}

function countStatuses(tasks: TaskView[]): RunView['counts'] {
  const counts: RunView['counts'] = {
    pending: 0,
    ready: 0,
    running: 0,
    verifying: 0,
    needs_clarification: 0,
    awaiting_approval: 0,
    completed: 0,
    failed: 0,
    blocked: 0,
    skipped: 0,
  };
  for (const task of tasks) counts[task.status] += 1;
  return counts;
}

function costView(run: Run, tasks: TaskView[]): RunView['cost'] {
  const { ledger } = run.state;
  return {
    spentUsd: ledger.spentUsd,
    reservedUsd: ledger.reservedUsd,
    warnUsd: ledger.warnUsd,
    stopUsd: ledger.stopUsd,
    inputTokens: sum(tasks, (task) => task.tokens.input),
    outputTokens: sum(tasks, (task) => task.tokens.output),
    modelCalls: sum(tasks, (task) => task.modelCalls),
    reusedAnswers: ledger.reusedAnswers,
  };
}

function sum(tasks: TaskView[], of: (task: TaskView) => number): number {
  return tasks.reduce((total, task) => total + of(task), 0);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
