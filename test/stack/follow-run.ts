import assert from 'node:assert/strict';
import { startRun } from '../../src/cli/runs/start-run.ts';
import type { RunView } from '../../src/protocol/run.ts';
import type { TestStack } from './test-stack.ts';
import type { Variant } from './variant.ts';

/**
 * Starts a run, answers its one checkpoint, and waits until Temporal says that it has closed; then its last view.
 * @param beforeDeciding done, and waited for, before the checkpoint is answered
 * @param decision `abort` ends the run as a failed one, which is no error here
 */
export async function followRun(
  stack: TestStack,
  variant: Variant,
  beforeDeciding: () => Promise<unknown> = () => Promise.resolve(),
  decision: 'continue' | 'abort' = 'continue',
): Promise<RunView> {
  await startRun(stack.runs, variant);
  const waiting = await stack.until(
    variant.runId,
    (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
    // Many may be followed at once, and each look costs the server and a worker something.
    { everyMs: 500 },
  );
  const checkpoint = waiting.openCheckpoints[0];
  assert.ok(
    checkpoint,
    `no question was asked: ${JSON.stringify(waiting.tasks.filter((task) => task.error))}`,
  );
  await beforeDeciding();
  const { checkpointId, digest } = checkpoint;
  await stack.runs.decide(variant.runId, {
    checkpoint: checkpointId,
    digest,
    decision,
    by: 'a test',
  });
  const closed = stack.runs.client.workflow.getHandle(variant.runId).result();
  await (decision === 'continue' ? closed : assert.rejects(closed));
  return stack.runs.status(variant.runId);
}
