import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

/** Waits until a workflow task of the run fails, and gives its message. */
export async function failureOf(run: WorkflowHandle): Promise<string> {
  for (let look = 0; look < 200; look += 1) {
    const { events } = await run.fetchHistory();
    const failed = events?.findLast((event) => event.workflowTaskFailedEventAttributes);
    const message = failed?.workflowTaskFailedEventAttributes?.failure?.message;
    if (message) return message;
    await pause(100);
  }
  throw new Error('No workflow task failed');
}
