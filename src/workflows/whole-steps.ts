import {
  ApplicationFailure,
  type ActivateInput,
  type Next,
  type WorkflowInterceptors,
  type WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { ASKED_BETWEEN_STEPS, MESSAGES } from '../protocol/names.ts';

type Activation = ActivateInput['activation'];

/** They are for runs that have ended: what came after the last step is never taken there, and they are answered from before it. */
const OF_ENDED_RUNS: readonly string[] = [MESSAGES.endedStatus, MESSAGES.endedPlan];

/**
 * Lets a workflow take whole steps only. The SDK's core answers a query that finds more events than the last step had from all
 * of them: it hands over what came since on its own, and keeps the workflow so. A replay gets that together with what comes
 * until the next step, and might go on in another order (docs/decisions/order-of-results.md). So it is not taken, and the query
 * that it came with is refused, by which the worker forgets the workflow: who asks again is answered from its history.
 */
export class WholeSteps implements WorkflowInternalsInterceptor {
  private last: Activation | undefined;
  private isHalf = false;

  /** @throws ApplicationFailure for what comes after half a step. */
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    const { activation } = input;
    if (this.isHalf && !isOfEndedRun(activation))
      throw ApplicationFailure.nonRetryable(ASKED_BETWEEN_STEPS, 'asked_between_steps');
    if (activation.jobs?.some((job) => job.queryWorkflow)) return next(input);
    this.isHalf = hasNotStarted(activation, this.last);
    if (this.isHalf) return;
    this.last = activation;
    next(input);
  }
}

function isOfEndedRun({ jobs }: Activation): boolean {
  return (jobs ?? []).every((job) => OF_ENDED_RUNS.includes(job.queryWorkflow?.queryType ?? ''));
}

/** Time of the run and size of its history come from the event with which a step starts: more events, and no such event. */
function hasNotStarted(activation: Activation, last: Activation | undefined): boolean {
  return (
    last !== undefined &&
    !activation.isReplaying &&
    activation.historyLength !== last.historyLength &&
    String(activation.historySizeBytes) === String(last.historySizeBytes) &&
    String(activation.timestamp?.seconds) === String(last.timestamp?.seconds) &&
    activation.timestamp?.nanos === last.timestamp?.nanos
  );
}

/** Worked into the bundle (`worker/workflow-bundle.ts`); called once for each workflow. */
export const interceptors = (): WorkflowInterceptors => ({ internals: [new WholeSteps()] });
