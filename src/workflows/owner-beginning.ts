import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { OwnerInput, OwnerState } from '../protocol/owner.ts';
import { fieldsOf, isText } from '../run/json-fields.ts';
import { readOwnerRequests } from '../run/owner-request-shape.ts';

type Beginning = Required<OwnerInput>;

/**
 * What an owner begins with. Anybody may start one, with anything; what was handed over is believed only where Temporal has
 * continued it.
 * @throws ApplicationFailure `usage` for what names no n8n workflow; Error for the state of a later build: the owner stands still
 *   until that build is back.
 */
export function ownerBeginning(input: OwnerInput): Beginning {
  const { target: given, state, waiting } = fieldsOf(input) ?? {};
  const target = readTarget(given);
  if (workflowInfo().continuedFromExecutionRunId === undefined)
    return { target, state: { schemaVersion: 1, tasks: [] }, waiting: [] };
  return {
    target,
    state: knownState(state),
    waiting: readOwnerRequests({ requests: waiting ?? [] }).requests,
  };
}

function readTarget(given: unknown): OwnerInput['target'] {
  const { n8nWorkflowId, workflowName, componentId } = fieldsOf(given) ?? {};
  if (isText(n8nWorkflowId) && isText(workflowName) && isText(componentId))
    return { n8nWorkflowId, workflowName, componentId };
  throw ApplicationFailure.nonRetryable(
    'Runs start the owner of an n8n workflow: { "target": { "n8nWorkflowId", "workflowName", "componentId" } }.',
    'usage',
  );
}

function knownState(state: unknown): OwnerState {
  if (isOwnerState(state)) return state;
  throw new Error(`Unknown version of an owner's state: ${String(fieldsOf(state)?.['schemaVersion'])}`);
}

function isOwnerState(state: unknown): state is OwnerState {
  return fieldsOf(state)?.['schemaVersion'] === 1;
}
