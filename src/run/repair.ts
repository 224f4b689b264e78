import type { EvidenceSummary, FailureAction } from '../protocol/evidence.ts';
import { askAboutError } from './after-error.ts';
import { openCheckpoint } from './checkpoints.ts';
import { firstStep } from './create-run.ts';
import { abortRun } from './ending.ts';
import { escalate } from './escalation.ts';
import { skipWithFlag } from './give-up.ts';
import { goTo } from './go-to.ts';
import { followsRules2 } from './rules.ts';
import { taskOf, type Run } from './run-state.ts';
import { fail } from './scheduler.ts';
import { taskError } from './task-error.ts';

/**
 * The repair loop: a failed check of generated code goes back to the model with its evidence, and what was built without a model
 * is done and checked again; a limited number of times. The same failure twice stops it: about code a person is asked. Where the
 * specification says what to do about this very failure, that is done.
 */
export function afterFailedCheck(run: Run, taskId: string, evidence: EvidenceSummary, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  const previous = state.failedEvidence.at(-1);
  state.failedEvidence.push(evidence);
  state.passedEvidence = [];
  const rules2 = followsRules2(run);
  if (evidence.action !== undefined && rules2)
    return asSpecified(run, taskId, evidence, evidence.action, nowMs);
  const isCode = task.kind === 'generated_code';
  const isSame = previous?.failureSignature === evidence.failureSignature;
  if (isCode && isSame) return askAboutRepetition(run, taskId, evidence, nowMs);
  const rounds = isCode || rules2 ? task.repairRounds : 0;
  if (isSame || state.round >= rounds) {
    const attempted = attemptedText(state.round, isSame, isCode);
    return fail(run, taskId, taskError('acceptance_failed', evidence.summary, attempted), nowMs);
  }
  state.round += 1;
  goTo(state, firstStep(task));
}

function attemptedText(rounds: number, isSame: boolean, isCode: boolean): string {
  if (rounds === 0 && !isCode) return '';
  const text = `${rounds} repair ${rounds === 1 ? 'round' : 'rounds'}`;
  return isSame ? `${text}, and the last failed as the one before` : text;
}

function askAboutRepetition(run: Run, taskId: string, evidence: EvidenceSummary, nowMs: number): void {
  openCheckpoint(run, taskId, nowMs, {
    prefix: `${taskId}?`,
    about: { kind: 'repeated_failure', taskId },
    question: `${taskId} failed twice in the same way. Ask the model once more (retry), go on without this task (continue), or stop (abort)?`,
    digest: evidence.evidenceHash,
    shown: evidence.summary,
    allowed: ['continue', 'retry', 'abort'],
  });
}

/** `error_handling` of a probe. A critical task is never skipped. */
function asSpecified(
  run: Run,
  taskId: string,
  evidence: EvidenceSummary,
  action: FailureAction,
  nowMs: number,
): void {
  const { task } = taskOf(run, taskId);
  const error = taskError('acceptance_failed', evidence.summary);
  switch (action) {
    case 'skip':
      return task.critical
        ? fail(run, taskId, error, nowMs)
        : skipWithFlag(run, taskId, evidence.summary, nowMs);
    case 'abort':
      fail(run, taskId, error, nowMs);
      return abortRun(run, `error_handling of ${taskId}`, evidence.summary, nowMs);
    case 'escalate': {
      escalate(run, taskId, evidence.summary, nowMs);
      const failure = { code: error.code, message: evidence.summary };
      return askAboutError(run, taskId, failure, nowMs, evidence.evidenceHash);
    }
  }
}
