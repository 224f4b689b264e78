import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '../../errors.ts';
import { throwIfRejected } from './rejected.ts';
import type { RunClient } from './run-client.ts';

const EVERY_MS = 200;

/**
 * Waits until a run that was started is admitted. Without a worker nobody can say whether it will be.
 * @throws MillwrightError `spec_invalid` with every reason when it is refused.
 */
export async function awaitAdmission(runs: RunClient, workflowId: string): Promise<'admitted' | 'no_worker'> {
  for (;;) {
    try {
      throwIfRejected(await runs.status(workflowId));
      return 'admitted';
    } catch (error) {
      const code = error instanceof MillwrightError ? error.code : undefined;
      if (code === 'worker_missing') return 'no_worker';
      if (code !== 'run_starting') throw error;
    }
    await pause(EVERY_MS);
  }
}
