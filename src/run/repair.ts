import type { EvidenceSummary } from '../protocol/evidence.ts';
import { openCheckpoint } from './checkpoints.ts';
import { taskOf, type Run } from './run-state.ts';
import { fail } from './scheduler.ts';
import { taskError } from './task-error.ts';

/**
 * The repair loop: a failed check of generated code goes back to the model with its evidence;
 * the same failure twice stops and asks; without rounds left, or without code to repair, the task fails.
 */
export function afterFailedCheck(run: Run, taskId: string, evidence: EvidenceSummary, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  const previous = state.failedEvidence.at(-1);
  state.failedEvidence.push(evidence);
  state.passedEvidence = [];
  if (task.kind !== 'generated_code') {
    return fail(run, taskId, taskError('acceptance_failed', evidence.summary), nowMs);
  }
  if (previous && previous.failureSignature === evidence.failureSignature) {
    return openCheckpoint(run, taskId, nowMs, {
      prefix: `${taskId}?`,
      about: { kind: 'repeated_failure', taskId },
      question: `${taskId} failed twice in the same way. Ask the model once more (retry), go on without this task (continue), or stop (abort)?`,
      digest: evidence.evidenceHash,
      shown: evidence.summary,
      allowed: ['continue', 'retry', 'abort'],
    });
  }
  if (state.round >= task.repairRounds) {
    const attempted = `${state.round} repair ${state.round === 1 ? 'round' : 'rounds'}`;
    return fail(run, taskId, taskError('acceptance_failed', evidence.summary, attempted), nowMs);
  }
  state.round += 1;
  state.step = 'produce_code';
  state.status = 'running';
  delete state.waiting;
}
