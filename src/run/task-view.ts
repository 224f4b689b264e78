import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { CompactTask } from '../protocol/plan.ts';
import { isAble } from './roster.ts';
import { stateOf, type Run, type TaskState } from './run-state.ts';
import type { TaskStatus, TaskView } from '../protocol/run.ts';

/** A task for people and programs. @param held as `blockedByReadiness` tells it. */
export function taskView(run: Run, task: CompactTask, held: (taskId: string) => boolean): TaskView {
  const state = stateOf(run, task.id);
  const status = shownStatus(state, held(task.id));
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
    ...(state.startedAtMs !== undefined && { startedAt: new Date(state.startedAtMs).toISOString() }),
    ...(state.endedAtMs !== undefined && { endedAt: new Date(state.endedAtMs).toISOString() }),
    round: state.round,
    ...(evidence && { evidence }),
    earlierEvidence:
      evidence === state.failedEvidence.at(-1) ? state.failedEvidence.slice(0, -1) : state.failedEvidence,
    ...(state.error && { error: state.error }),
    costUsd: state.costUsd,
    tokens: { input: state.inputTokens, output: state.outputTokens },
    modelCalls: state.modelCalls,
    ...(state.codeHash && { codeHash: state.codeHash }),
    ...(state.answerHashes && { answerHashes: state.answerHashes }),
    ...(state.remarks && { remarks: state.remarks }),
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
  const gaps = passed.flatMap((evidence) => evidence.gaps ?? []);
  return (
    last && {
      ...last,
      summary: passed.map((evidence) => evidence.summary).join(' '),
      ...(gaps.length > 0 && { gaps }),
    }
  );
}

/** A task that could go on is shown as blocked while a blocker holds it back. */
export function shownStatus(state: Readonly<TaskState>, isHeld: boolean): TaskStatus {
  return isHeld && isAble(state) ? 'blocked' : state.status;
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
      return `${state.waiting.reason} Next look at ${new Date(state.waiting.untilMs).toISOString()}.`;
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
