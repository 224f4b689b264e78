import { rootCause, TemporalFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { CompactPlan } from '../protocol/plan.ts';
import { OWNER_WORKFLOW, ownerWorkflowId, WORKFLOW_TASK_TIMEOUT } from '../protocol/names.ts';
import type { OwnerInput } from '../protocol/owner.ts';
import type { Effect } from '../run/effects.ts';
import { mayRollBack } from '../run/rollback.ts';
import { ownerRequestSignal } from './messages.ts';

type AskOwner = Extract<Effect, { kind: 'ask_owner' }>;

/** A request, and the component whose owner it is for. */
type Ask = Pick<AskOwner, 'componentId' | 'request'>;

/** Requests of one activation to the same owner go out in one signal, so that they become one write. */
export function groupByOwner(effects: Effect[]): { asks: AskOwner[][]; others: Exclude<Effect, AskOwner>[] } {
  const groups = new Map<string, AskOwner[]>();
  const others: Exclude<Effect, AskOwner>[] = [];
  for (const effect of effects) {
    if (effect.kind === 'ask_owner')
      groups.set(effect.componentId, [...(groups.get(effect.componentId) ?? []), effect]);
    else others.push(effect);
  }
  return { asks: [...groups.values()], others };
}

/** Why an owner could not be asked: undefined when it was. */
export type NotAsked = string | undefined;

/**
 * Sends requests to the entity workflow that owns the component's n8n workflow; the answers come by signal. The
 * owner outlives the run, so it is usually there already; it is started when it is not.
 * @throws Error when the plan has no such component, which admission rules out.
 */
export async function askOwner(plan: CompactPlan, asks: Ask[]): Promise<NotAsked> {
  try {
    await sendRequests(plan, asks);
    return undefined;
  } catch (error) {
    // What is no failure of Temporal is one of this code: the run stands still until it is mended.
    if (isCancellation(error) || !(error instanceof TemporalFailure) || plan.rules === undefined) throw error;
    return `The owner of the n8n workflow cannot be asked: ${rootCause(error) ?? error.message}`;
  }
}

async function sendRequests(plan: CompactPlan, asks: Ask[]): Promise<void> {
  const component = plan.components.find((each) => each.id === asks[0]?.componentId);
  if (!component) throw new Error(`No component ${asks[0]?.componentId} in the plan`);
  const ownerId = ownerWorkflowId(plan.n8nInstance, component.n8nWorkflowId);
  const { workflowId: from, firstExecutionRunId: run } = workflowInfo();
  const sender = { from, run, ...(mayRollBack(plan) && { mayRestore: true }) };
  const requests = asks.map((ask) => ({ ...ask.request, ...sender }));
  try {
    await getExternalWorkflowHandle(ownerId).signal(ownerRequestSignal, { requests });
  } catch (error) {
    if (isCancellation(error)) throw error;
    await startOwner(ownerId, {
      n8nWorkflowId: component.n8nWorkflowId,
      workflowName: component.name,
      componentId: component.id,
    });
    await getExternalWorkflowHandle(ownerId).signal(ownerRequestSignal, { requests });
  }
}

/**
 * Two runs, or two tasks of one, may start it at the same moment: the second finds it started. Nobody can cancel this: SDK 1.24
 * never answers a start that is cancelled before the child has started, and the run would wait for ever.
 */
async function startOwner(ownerId: string, target: OwnerInput['target']): Promise<void> {
  try {
    const input: OwnerInput = { target };
    const options = {
      workflowId: ownerId,
      parentClosePolicy: 'ABANDON',
      // It serves other runs, too: it is not cancelled with the one that happened to start it.
      cancellationType: 'ABANDON',
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [input] as [OwnerInput],
      staticSummary: `Owner of the n8n workflow "${target.workflowName}"`.slice(0, 180),
    } as const;
    await CancellationScope.nonCancellable(() => startChild(OWNER_WORKFLOW, options));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
