import { z } from 'zod';
import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';
import type { Execution } from '../client/execution.ts';
import { pollUntil } from '../client/poll.ts';

/** What the field "Decision" of a gate's form offers. */
export type GateDecision = 'approve' | 'reject';

const RESUME_TIMEOUT_MS = 30_000;

/**
 * Submits the form of a waiting gate as a person would, and waits until the execution has left that wait: it has ended, or
 * waits at another node. The link is signed by the execution's own token, so nobody without access to n8n or to the message
 * can decide. n8n holds its answer to the form while the next form of the execution is open, so the answer itself is not
 * waited for (n8n 2.41).
 * @throws MillwrightError `acceptance_failed` when the execution does not wait at `nodeName`, `n8n_rejected` when n8n
 * refuses the form, `n8n_server_error` when the execution does not go on.
 */
export async function submitDecision(
  client: N8nClient,
  executionId: string,
  nodeName: string,
  decision: GateDecision,
): Promise<Execution> {
  const waiting = await client.getExecution(executionId);
  if (waiting?.status !== 'waiting' || waiting.lastNode !== nodeName) {
    const state = waiting === undefined ? 'gone' : `${waiting.status} at "${waiting.lastNode ?? 'no node'}"`;
    throw new MillwrightError(
      'acceptance_failed',
      `Execution ${executionId} does not wait at "${nodeName}": it is ${state}.`,
    );
  }
  const wasSeen = new AbortController();
  const sending = sendForm(client, waiting, nodeName, decision, wasSeen.signal);
  const past = waitUntilPast(client, executionId, nodeName);
  try {
    return await Promise.race([past, sending.then(() => past)]);
  } finally {
    wasSeen.abort();
    await Promise.allSettled([sending, past]);
  }
}

async function sendForm(
  client: N8nClient,
  { id, resumeToken = '' }: Execution,
  nodeName: string,
  decision: GateDecision,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  form.set('field-0', decision);
  const answer = await client.transport.send({
    method: 'POST',
    path: `/form-waiting/${encodeURIComponent(id)}?signature=${resumeToken}`,
    body: form,
    timeoutMs: 2 * RESUME_TIMEOUT_MS,
    signal,
  });
  if (answer.status >= 300) {
    throw new MillwrightError(
      'n8n_rejected',
      `n8n refused the decision "${decision}" at "${nodeName}" (HTTP ${answer.status}): ${reasonIn(answer.text)}`,
    );
  }
}

const refusalSchema = z.object({ message: z.string() });

function reasonIn(text: string): string {
  try {
    return refusalSchema.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 200);
  }
}

async function waitUntilPast(client: N8nClient, executionId: string, nodeName: string): Promise<Execution> {
  return pollUntil(
    async () => {
      const execution = await client.getExecution(executionId);
      if (!execution || execution.status === 'running' || execution.status === 'new') return undefined;
      return execution.status === 'waiting' && execution.lastNode === nodeName ? undefined : execution;
    },
    {
      timeoutMs: RESUME_TIMEOUT_MS,
      signal: client.signal,
      code: 'n8n_server_error',
      message: () => `The execution did not go on from "${nodeName}" after it was answered.`,
    },
  );
}
