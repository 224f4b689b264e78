import type { Gap } from '../protocol/evidence.ts';
import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { waitUntilLive } from '../n8n/live/liveness.ts';
import { webhookTriggers } from '../n8n/document/webhook-node.ts';
import type { StoredWorkflow } from '../n8n/client/wire.ts';
import { observe, type CheckFinding } from './evidence-record.ts';

/**
 * Proves that an activated workflow is live: n8n says so, what is live is what stands in the editor, and the
 * production address answers. It is called with a method that it does not serve, so nothing runs (n8n 2.41).
 */
export async function checkWebhookLive(
  client: N8nClient,
  workflow: StoredWorkflow | undefined,
): Promise<CheckFinding> {
  const ran =
    'the workflow read from n8n, and its production address called with a method that it does not serve';
  if (!workflow) return { ran, observations: [observe('workflow', 'it is in n8n', ['it is not there'])] };
  const paths = webhookTriggers(workflow.nodes).map(({ path }) => `/webhook/${path}`);
  const isLiveVersion = workflow.activeVersionId === workflow.versionId;
  const observations = [
    observe('active', 'the workflow is active', workflow.active ? [] : ['it is not active']),
    observe(
      'version',
      'the version in the editor is the live one',
      isLiveVersion ? [] : ['another version is live, or none'],
    ),
  ];
  if (!workflow.active || !isLiveVersion) return { ran, observations };
  const { state, wrong } = await lookAtTriggers(client, workflow);
  const listening = paths.length > 0 ? `${paths.join(', ')} answers` : 'its triggers listen';
  observations.push(observe('triggers', listening, wrong));
  return {
    ran,
    observations,
    ...(state === 'unverified' && { gaps: [UNSEEN] }),
    passedSummary: `The workflow is active${state === 'unverified' ? '' : `, and ${listening}`}.`,
  };
}

const UNSEEN: Gap = {
  mark: 'not_checked',
  text: 'whether its triggers listen cannot be seen without a session of n8n.',
};

async function lookAtTriggers(
  client: N8nClient,
  workflow: StoredWorkflow,
): Promise<{ state: 'live' | 'unverified' | 'down'; wrong: string[] }> {
  try {
    return { state: await waitUntilLive(client, workflow), wrong: [] };
  } catch (error) {
    const isAnswer =
      error instanceof MillwrightError && ['n8n_rejected', 'n8n_server_error'].includes(error.code);
    if (!isAnswer) throw error;
    return { state: 'down', wrong: [error.message] };
  }
}
