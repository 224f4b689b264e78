/** Every name on the wire: what may not change without thinking of histories and of people's scripts. */

export const TASK_QUEUE = 'millwright';

export const SANDBOX_TASK_QUEUE = 'millwright-sandbox';

export const RUN_WORKFLOW = 'implementSpecification';

export const OWNER_WORKFLOW = 'n8nWorkflowOwner';

/**
 * Of runs and owners: a worker killed in the middle of a workflow task is noticed after this time. Ten seconds is Temporal's
 * own; replaying the longest history takes a fraction of a second (`npm run bench`).
 */
export const WORKFLOW_TASK_TIMEOUT = '4s';

/** Signals, updates and queries by name. `decide` (signal) and `decideCheckpoint` (update) take a {@link Decision}. */
export const MESSAGES = {
  decide: 'decide',
  decideCheckpoint: 'decideCheckpoint',
  cancelledBy: 'cancelledBy',
  recheck: 'recheck',
  status: 'status',
  plan: 'plan',
  explain: 'explain',
  audit: 'audit',
  endedStatus: 'endedStatus',
  endedPlan: 'endedPlan',
  ownerRequest: 'ownerRequest',
  ownerAnswer: 'ownerAnswer',
  ownerState: 'state',
} as const;

/** What a query is answered that finds a run between two of its steps; the next one is not (`workflows/whole-steps.ts`). */
export const ASKED_BETWEEN_STEPS = 'The run is between two of its steps: ask again.';

export const SEARCH_ATTRIBUTE_SPECIFICATION = 'MillwrightSpecification';

export const SEARCH_ATTRIBUTE_STATUS = 'MillwrightStatus';

/** Id of the entity workflow that owns one n8n workflow of one instance. */
export function ownerWorkflowId(n8nInstance: string, n8nWorkflowId: string): string {
  return `n8n/${n8nInstance}/${n8nWorkflowId}`;
}
