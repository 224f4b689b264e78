import {
  ApplicationFailure,
  type ActivateInput,
  type Next,
  type WorkflowInterceptors,
  type WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { ASKED_BETWEEN_STEPS } from '../protocol/names.ts';

type Activation = ActivateInput['activation'];

/**
 * Lets a workflow take whole steps only. The SDK's core answers a query that finds more events than the last step had from all
 * of them: it hands over what came since on its own, and keeps the workflow so. A replay gets that together with what comes
 * until the next step, and might go on in another order (docs/decisions/order-of-results.md). So the query is refused, and the
 * worker forgets the workflow: who asks again is answered from its history.
 */
export class WholeSteps implements WorkflowInternalsInterceptor {
  private last: Activation | undefined;

  /** @throws ApplicationFailure for half a step. */
  activate(input: ActivateInput, next: Next<WorkflowInternalsInterceptor, 'activate'>): void {
    const { activation } = input;
    if (activation.jobs?.some((job) => job.queryWorkflow)) return next(input);
    if (hasNotStarted(activation, this.last))
      throw ApplicationFailure.nonRetryable(ASKED_BETWEEN_STEPS, 'asked_between_steps');
    this.last = activation;
    next(input);
  }
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
