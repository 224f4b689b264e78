import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';
import { pollUntil } from '../client/poll.ts';
import { webhookTriggers, type WebhookTrigger } from '../document/webhook-node.ts';
import type { StoredWorkflow } from '../client/wire.ts';

/** n8n's own fall-back poll for a publication is 15 s (n8n 2.41). */
const LIVE_TIMEOUT_MS = 30_000;

const PROBE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Waits until a published workflow answers. n8n 2.41 publishes asynchronously: its answer 200 comes before the webhook
 * listens, and triggers that failed still read as active.
 * @returns `live`, or `unverified` when neither a session nor a webhook is there to tell.
 * @throws MillwrightError `n8n_rejected` when a trigger failed, `n8n_server_error` when the time is over.
 */
export async function waitUntilLive(
  client: N8nClient,
  workflow: StoredWorkflow,
): Promise<'live' | 'unverified'> {
  const triggers = webhookTriggers(workflow.nodes);
  const byStatus = client.hasSession ? await waitForPublication(client, workflow) : false;
  for (const trigger of triggers) await waitForWebhook(client, trigger, 'live');
  return byStatus || triggers.length > 0 ? 'live' : 'unverified';
}

/** Waits until no webhook of an unpublished workflow answers any more. */
export async function waitUntilDown(client: N8nClient, workflow: StoredWorkflow): Promise<void> {
  for (const trigger of webhookTriggers(workflow.nodes)) await waitForWebhook(client, trigger, 'down');
}

async function waitForPublication(client: N8nClient, workflow: StoredWorkflow): Promise<boolean> {
  return pollUntil(
    async () => {
      const status = await client.publicationStatus(workflow.id);
      if (status === undefined) return false;
      const failed = status.triggers.find((trigger) => trigger.status === 'failed');
      if (failed !== undefined || status.status === 'failed') {
        const name = workflow.nodes.find((node) => node.id === failed?.nodeId)?.name ?? 'a trigger';
        const reason = failed?.errorMessage ?? 'no reason given';
        throw new MillwrightError(
          'n8n_rejected',
          `n8n could not activate "${name}" of "${workflow.name}": ${reason}`,
        );
      }
      return status.status === 'published' && status.liveVersionId === workflow.versionId ? true : undefined;
    },
    {
      ...timeoutOptions(`"${workflow.name}" is published, but its triggers are not active`),
      signal: client.signal,
    },
  );
}

/**
 * Calls the path with a method that it does not serve: the answer tells whether the path is registered, and no
 * execution is made (n8n 2.41).
 */
async function waitForWebhook(
  client: N8nClient,
  trigger: WebhookTrigger,
  wanted: 'live' | 'down',
): Promise<void> {
  const method = PROBE_METHODS.find((candidate) => !trigger.methods.includes(candidate));
  // A path with a parameter is served below the webhook's id only.
  if (method === undefined || trigger.path.includes(':')) return;
  await pollUntil(
    async () => {
      const answer = await client.transport.send({ method, path: `/webhook/${trigger.path}` });
      const isLive = answer.text.includes('Did you mean to make a');
      return isLive === (wanted === 'live') ? true : undefined;
    },
    {
      ...timeoutOptions(`the webhook "${trigger.path}" is not ${wanted}`),
      signal: wanted === 'live' ? client.signal : undefined,
    },
  );
}

function timeoutOptions(state: string) {
  return {
    timeoutMs: LIVE_TIMEOUT_MS,
    code: 'n8n_server_error' as const,
    message: () => `After ${LIVE_TIMEOUT_MS / 1_000} s ${state}.`,
  };
}
