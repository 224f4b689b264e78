import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { startRun } from '../../src/cli/runs/start-run.ts';
import type { RunView } from '../../src/run/run-view.ts';
import type { TestStack } from './test-stack.ts';
import type { Variant } from './variant.ts';
import type { WorkerProcess } from './worker-process.ts';

const DEATH_WITHIN_MS = 60_000;

/**
 * Starts a run, answers its one checkpoint, and waits until Temporal says that it has closed; then its last view.
 * @param beforeDeciding done, and waited for, before the checkpoint is answered
 */
export async function followRun(
  stack: TestStack,
  variant: Variant,
  beforeDeciding: () => Promise<unknown> = () => Promise.resolve(),
): Promise<RunView> {
  await startRun(stack.runs, variant);
  const waiting = await stack.until(
    variant.runId,
    (view) => view.openCheckpoints.length > 0 || view.endedAt !== undefined,
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
    decision: 'continue',
    by: 'a test',
  });
  await stack.runs.client.workflow.getHandle(variant.runId).result();
  return stack.runs.status(variant.runId);
}

/** Waits until a worker has ended by itself. @returns the signal that ended it, or its exit code. */
export async function deathOf(worker: WorkerProcess): Promise<string> {
  const tooLate = pause(DEATH_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error(`The worker is still alive:\n${worker.output()}`);
  });
  return Promise.race([worker.exited, tooLate]);
}
