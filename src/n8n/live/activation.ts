import type { N8nClient } from '../client/client.ts';
import { MillwrightError } from '../../errors.ts';
import { waitUntilDown, waitUntilLive } from './liveness.ts';

export interface ActivationResult {
  active: boolean;
  /** `unverified`: published, but neither a session nor a webhook is there to tell that it is live. */
  verified: 'live' | 'down' | 'unverified';
  /** What had to be done, in words. */
  change: string;
}

/**
 * Switches a workflow on (as its draft is now) or off, and waits until that is true: n8n 2.41 answers before.
 * Repeating it is harmless.
 * @throws MillwrightError `n8n_webhook_taken`, or `n8n_rejected` with n8n's reason.
 */
export async function setWorkflowActive(
  client: N8nClient,
  workflowId: string,
  active: boolean,
): Promise<ActivationResult> {
  const before = await client.getWorkflow(workflowId);
  if (before === undefined) {
    throw new MillwrightError(
      'n8n_rejected',
      `n8n has no workflow ${workflowId}: build it before it is switched on or off.`,
    );
  }
  if (!active) {
    if (before.active) await client.unpublishWorkflow(workflowId);
    await waitUntilDown(client, before);
    return { active: false, verified: 'down', change: before.active ? 'deactivated' : 'no change' };
  }
  const isCurrent = before.active && before.activeVersionId === before.versionId;
  const published = isCurrent ? before : await client.publishWorkflow(workflowId);
  const verified = await waitUntilLive(client, published);
  return { active: true, verified, change: isCurrent ? 'no change' : 'activated' };
}
