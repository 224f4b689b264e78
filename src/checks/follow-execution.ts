import type { Execution } from '../n8n/client/execution.ts';
import type { Harness } from '../n8n/live/harness.ts';
import type { GateDecision } from '../n8n/live/resume-form.ts';

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
  harness: Harness,
  after: string | undefined,
  decisions: ReadonlyMap<string, GateDecision>,
): Promise<Followed> {
  let execution = await harness.waitForExecution(after, ['waiting']);
  while (execution.status === 'waiting') {
    const waitsAt = execution.lastNode ?? '';
    const decision = decisions.get(waitsAt);
    if (!decision) return { execution, waitsAt };
    execution = await harness.resumeForm(execution.id, waitsAt, decision);
  }
  return { execution };
}
