import { patched, workflowInfo } from '@temporalio/workflow';
import type {
  CheckInput,
  GenerateResult,
  JudgeInput,
  JudgeResult,
  ModelUsage,
  TaskReference,
} from '../protocol/activities.ts';
import type { Effect, Outcome } from '../run/effects.ts';
import { nearestEvidence } from '../run/nearest-evidence.ts';
import { isTransient } from '../run/task-error.ts';
import { stateOf, type Run } from '../run/run-state.ts';
import { costOf } from '../run/view.ts';
import { activities, type StepName } from './activity-proxies.ts';
import { runActivity, runActivityAs, type ActivityAnswer } from './run-activity.ts';

/** Temporal allows 400 bytes of summary, encoding included. */
const LONGEST_TITLE = 90;

/** Turns a wish of the state machine into activities, and what came of them into an outcome. */
export function performEffect(run: Run, effect: Exclude<Effect, { kind: 'ask_owner' }>): Promise<Outcome> {
  switch (effect.kind) {
    case 'produce_code':
      return produceCode(run, effect);
    case 'check':
      return check(run, effect);
    case 'describe':
      return describe(run, effect);
  }
}

/** Ask, run the samples in the sandbox, compare on the host: the code travels inline, so no history keeps it between. */
async function produceCode(run: Run, effect: Extract<Effect, { kind: 'produce_code' }>): Promise<Outcome> {
  const reference = referenceTo(run, effect);
  const { failedEvidence, previousCodeHash, decisionId, notes, cutOffs, ask } = effect;
  const generated = await runActivity(() =>
    activities.generateCode.executeWithOptions(named(run, effect, 'generate'), [
      {
        ...reference,
        failedEvidence,
        ...(previousCodeHash && { previousCodeHash }),
        ...(decisionId && { decisionId }),
        ...(notes && { notes }),
        ...(cutOffs && { cutOffs }),
        ask,
        firstRunId: workflowInfo().firstExecutionRunId,
      },
    ]),
  );
  if (!generated.ok) return { ...problem(generated), ...uncounted(run, effect, generated.code) };
  const { value } = generated;
  switch (value.outcome) {
    case 'unanswered': {
      const { outcome: _outcome, ...unanswered } = value;
      return { kind: 'unanswered', ...unanswered };
    }
    case 'refused':
      return { kind: 'refused', reason: value.reason, usage: value.usage };
    case 'rejected':
      return unusable(run, effect, reference, value);
    case 'code':
      return tryCode(run, effect, reference, value);
  }
}

/** Nobody knows whether a call was made that did not come back in time: it is charged at its worst case. */
function uncounted(run: Run, { taskId }: Effect, code: string): { usage?: ModelUsage } {
  if (code !== 'activity_timeout') return {};
  const costUsd = stateOf(run, taskId).reservedUsd;
  return { usage: { model: '', inputTokens: 0, outputTokens: 0, costUsd, calls: 1, replayed: false } };
}

async function tryCode(
  run: Run,
  effect: Effect,
  reference: TaskReference,
  { codeHash, job, usage, from, remarks, questions }: Extract<GenerateResult, { outcome: 'code' }>,
): Promise<Outcome> {
  const ran = await runActivity(() =>
    activities.runInSandbox.executeWithOptions(named(run, effect, 'sandbox'), [job]),
  );
  if (!ran.ok) return { ...problem(ran), usage };
  if (ran.value.outcome === 'unavailable')
    return { kind: 'failed', code: 'sandbox_unavailable', message: ran.value.reason, usage };
  const judged = await judge(run, effect, {
    ...reference,
    codeHash,
    sandboxResult: ran.value,
    ...(usage.answerHash && { answerHash: usage.answerHash }),
    ...(remarks && { remarksHash: remarks.hash }),
    ...(questions && { isOpen: true }),
  });
  if (!judged.ok) return { ...problem(judged), usage };
  return {
    kind: 'code_produced',
    codeHash,
    evidence: judged.value,
    usage,
    reused: from !== 'model',
    ...(remarks && { remarks }),
    ...(questions && { questions }),
  };
}

async function unusable(
  run: Run,
  effect: Effect,
  reference: TaskReference,
  { reason, usage, remarks, questions, wasCutOff }: Extract<GenerateResult, { outcome: 'rejected' }>,
): Promise<Outcome> {
  const judged = await judge(run, effect, { ...reference, rejectedBecause: reason });
  if (!judged.ok) return { ...problem(judged), usage };
  return {
    kind: 'code_unusable',
    evidence: judged.value,
    usage,
    ...(remarks && { remarks }),
    ...(questions && { questions }),
    ...(wasCutOff && { wasCutOff }),
  };
}

/**
 * A regular activity, because tasks are judged beside each other: results of concurrent local activities come in another
 * order on replay (docs/decisions/order-of-results.md). Runs that began before go on with what their history holds.
 */
function judge(run: Run, effect: Effect, input: JudgeInput): Promise<ActivityAnswer<JudgeResult>> {
  const name = named(run, effect, 'judge');
  return runActivity(() =>
    patched('code is judged in a regular activity')
      ? activities.judgeCode.executeWithOptions(name, [input])
      : activities.judgeCodeLocally.executeWithOptions(name, [input]),
  );
}

function check(run: Run, effect: Extract<Effect, { kind: 'check' }>): Promise<Outcome> {
  const input: CheckInput = referenceTo(run, effect);
  if (effect.codeHash) input.codeHash = effect.codeHash;
  if (effect.waitedMs !== undefined) input.waitedMs = effect.waitedMs;
  if (run.tasksById.get(effect.taskId)?.kind === 'activation') input.run = workflowInfo().firstExecutionRunId;
  return runActivityAs(
    () => activities.checkTask.executeWithOptions(named(run, effect, 'check'), [input]),
    (answer) => (answer.ok ? { kind: 'checked', evidence: answer.value } : problem(answer)),
  );
}

function describe(run: Run, effect: Extract<Effect, { kind: 'describe' }>): Promise<Outcome> {
  const cost = costOf(run);
  return runActivityAs(
    () =>
      activities.describeCheckpoint.executeWithOptions(named(run, effect, 'describe'), [
        { ...referenceTo(run, effect), ...nearestEvidence(run, effect.taskId), cost },
      ]),
    (answer) => (answer.ok ? { kind: 'described', ...answer.value } : problem(answer)),
  );
}

/** A service that is not there is waited for by the run; anything else ends the task. */
function problem(
  answer: Extract<ActivityAnswer<unknown>, { ok: false }>,
): Extract<Outcome, { kind: 'unavailable' | 'failed' }> {
  if (answer.code === 'activity_timeout' || isTransient(answer.code)) {
    return { kind: 'unavailable', code: answer.code, reason: answer.message };
  }
  return { kind: 'failed', code: answer.code, message: answer.message };
}

function referenceTo(run: Run, effect: Effect): TaskReference {
  const { specificationHash, environmentHash } = run.state.plan;
  return { specificationHash, environmentHash, taskId: effect.taskId, round: effect.round };
}

/** What each activity of a task does, for the timeline of the Web UI. */
const STEPS = {
  generate: 'ask the model',
  sandbox: 'run the samples',
  judge: 'compare the outputs',
  check: 'acceptance check',
  describe: 'what the question shows',
} as const;

function named(run: Run, effect: Effect, step: keyof typeof STEPS): StepName {
  const title = run.tasksById.get(effect.taskId)?.title ?? effect.taskId;
  const repair = effect.round === 0 ? '' : `, repair ${effect.round}`;
  const rest = `: ${STEPS[step]}${repair}`;
  return {
    activityId: `${effect.taskId}:${step}#${effect.round}`,
    summary: `${title.slice(0, LONGEST_TITLE)}${rest}`,
  };
}
