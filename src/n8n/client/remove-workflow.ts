import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from './client.ts';
import { pollUntil } from './poll.ts';
import { changedMeanwhile, isSameVersion } from './same-version.ts';
import type { StoredWorkflow } from './wire.ts';

const REMOVE_TIMEOUT_MS = 30_000;

/**
 * Unpublishes and deletes. n8n 2.41 unpublishes asynchronously and refuses the delete until that is done, so it is
 * asked again. A workflow that is gone already is no error.
 * @param as what is removed; when it was saved since, it stays. @throws MillwrightError `n8n_changed_meanwhile` then.
 */
export async function removeWorkflow(
  client: N8nClient,
  workflowId: string,
  as?: StoredWorkflow,
): Promise<void> {
  let lastRefusal = '';
  await pollUntil(
    async () => {
      try {
        const workflow = await client.getWorkflow(workflowId);
        if (workflow === undefined) return true;
        if (as !== undefined && !isSameVersion(workflow, as)) throw changedMeanwhile(as);
        if (workflow.active) await client.unpublishWorkflow(workflowId);
        await client.deleteWorkflow(workflowId);
        return true;
      } catch (error) {
        if (!(error instanceof MillwrightError) || error.code !== 'n8n_rejected') throw error;
        lastRefusal = error.message;
        return undefined;
      }
    },
    {
      timeoutMs: REMOVE_TIMEOUT_MS,
      code: 'n8n_server_error',
      message: () => `Workflow ${workflowId} could not be removed: ${lastRefusal}`,
    },
  );
}
