import { afterError } from './after-error.ts';
import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { Outcome } from './effects.ts';
import { giveUp } from './give-up.ts';
import { askAboutBilling } from './money-questions.ts';
import { goTo } from './go-to.ts';
import { taskOf, type Run, type TaskState } from './run-state.ts';
import { isTransient, taskError } from './task-error.ts';
import { waitForService } from './wait-for-service.ts';

/** Each may have been paid, so they end. One more than the retries of a connection. */
const MOST_BROKEN_CALLS = 4;

/** After the first a higher limit, after the second less effort, after the third it has failed. */
const MOST_CUT_OFFS = 2;

type Unanswered = Extract<Outcome, { kind: 'unanswered' }>;

/**
 * No answer came. An endpoint that is away is waited for as any service; one that takes what is asked and never answers is
 * asked a few times; an account without credit is a question for a person.
 */
export function afterUnanswered(run: Run, taskId: string, outcome: Unanswered, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  const { code, reason, retryAfterMs, wasTaken } = outcome;
  state.brokenCalls = wasTaken && isTransient(code) ? (state.brokenCalls ?? 0) + 1 : 0;
  if (code === 'model_billing') return askAboutBilling(run, taskId, reason, nowMs);
  if (!isTransient(code)) return afterError(run, taskId, { code, message: reason }, nowMs);
  if (state.brokenCalls < MOST_BROKEN_CALLS)
    return waitForService(
      run,
      task,
      state,
      { code, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) },
      nowMs,
    );
  const tried = `${MOST_BROKEN_CALLS} calls in a row were sent, and none was answered; they are counted as far as they can have cost something.`;
  giveUp(run, taskId, taskError(code, `${reason} ${tried}`, `${MOST_BROKEN_CALLS} calls`), nowMs);
}

export function mayAskForMore({ cutOffs = 0 }: TaskState): boolean {
  return cutOffs < MOST_CUT_OFFS;
}

/** The answer did not fit: it is asked for again in the same round, with more room. */
export function askForMore(state: TaskState, evidence: EvidenceSummary): void {
  state.cutOffs = (state.cutOffs ?? 0) + 1;
  state.failedEvidence.push(evidence);
  state.passedEvidence = [];
  goTo(state, 'produce_code');
}
