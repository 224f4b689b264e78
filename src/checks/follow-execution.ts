import type { N8nClient } from '../n8n/client/client.ts';
import type { Execution } from '../n8n/client/execution.ts';
import type { Harness } from '../n8n/live/harness.ts';
import { pollUntil } from '../n8n/client/poll.ts';
import type { GateDecision } from '../n8n/live/resume-form.ts';

const RESUME_TIMEOUT_MS = 30_000;

/** An execution that was followed to its end, or to a wait that nobody answers. */
export interface Followed {
  execution: Execution;
  /** Name of the node at which it still waits. */
  waitsAt?: string;
}

/**
 * Waits until the execution after `after` has ended, and answers each wait on the way as a person would, by its form.
 *
 * @param decisions Name of a waiting node → the answer.
 */
export async function followExecution(
  client: N8nClient,
  harness: Harness,
  after: string | undefined,
  decisions: ReadonlyMap<string, GateDecision>,
): Promise<Followed> {
  let execution = await harness.waitForExecution(after, ['waiting']);
  while (execution.status === 'waiting') {
    const waitsAt = execution.lastNode ?? '';
    const decision = decisions.get(waitsAt);
    if (!decision) return { execution, waitsAt };
    await harness.resumeForm(execution.id, waitsAt, decision);
    execution = await waitUntilPast(client, execution.id, waitsAt);
  }
  return { execution };
}

/** Until the execution has left the wait at `nodeName`: ended, or waiting at another node. */
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
