import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';

/** What the field "Decision" of a gate's form offers. */
export type GateDecision = 'approve' | 'reject';

/**
 * Submits the form of a waiting gate as a person would. The link is signed by the execution's own token, so nobody
 * without access to n8n or to the message can decide (n8n 2.41).
 * @throws MillwrightError `acceptance_failed` when the execution does not wait at `nodeName`.
 */
export async function submitDecision(
  client: N8nClient,
  executionId: string,
  nodeName: string,
  decision: GateDecision,
): Promise<void> {
  const execution = await client.getExecution(executionId);
  if (execution?.status !== 'waiting' || execution.lastNode !== nodeName) {
    const state =
      execution === undefined ? 'gone' : `${execution.status} at "${execution.lastNode ?? 'no node'}"`;
    throw new MillwrightError(
      'acceptance_failed',
      `Execution ${executionId} does not wait at "${nodeName}": it is ${state}.`,
    );
  }
  const form = new FormData();
  form.set('field-0', decision);
  const answer = await client.transport.send({
    method: 'POST',
    path: `/form-waiting/${encodeURIComponent(executionId)}?signature=${execution.resumeToken ?? ''}`,
    body: form,
  });
  if (answer.status >= 300) {
    throw new MillwrightError(
      'n8n_rejected',
      `n8n refused the decision "${decision}" at "${nodeName}" (HTTP ${answer.status}).`,
    );
  }
}
