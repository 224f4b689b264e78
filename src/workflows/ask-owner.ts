import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, isCancellation, startChild, workflowInfo } from '@temporalio/workflow';
import type { CompactPlan } from '../plan/compact-plan.ts';
import { OWNER_WORKFLOW, ownerWorkflowId, type OwnerInput } from '../protocol.ts';
import type { Effect, Outcome } from '../run/effects.ts';
import { ownerRequestSignal } from './messages.ts';

/**
 * Sends a request to the entity workflow that owns the component's n8n workflow (D3); its answer comes by signal.
 * The owner outlives the run, so it is usually there already; it is started when it is not.
 */
export async function askOwner(plan: CompactPlan, effect: Extract<Effect, { kind: 'ask_owner' }>): Promise<Outcome> {
  const component = plan.components.find((each) => each.id === effect.componentId);
  if (!component) return { kind: 'failed', code: 'internal', message: `No component ${effect.componentId} in the plan` };
  const ownerId = ownerWorkflowId(plan.n8nInstance, component.n8nWorkflowId);
  const request = { ...effect.request, from: workflowInfo().workflowId };
  try {
    await getExternalWorkflowHandle(ownerId).signal(ownerRequestSignal, request);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await startOwner(ownerId, { n8nWorkflowId: component.n8nWorkflowId, workflowName: component.name, componentId: component.id });
    await getExternalWorkflowHandle(ownerId).signal(ownerRequestSignal, request);
  }
  return { kind: 'owner_asked' };
}

/** Two runs, or two tasks of one, may start it at the same moment: the second finds it started. */
async function startOwner(ownerId: string, target: OwnerInput['target']): Promise<void> {
  try {
    const input: OwnerInput = { target };
    await startChild(OWNER_WORKFLOW, {
      workflowId: ownerId,
      parentClosePolicy: 'ABANDON',
      args: [input],
      staticSummary: `Owner of the n8n workflow "${target.workflowName}"`.slice(0, 180),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
