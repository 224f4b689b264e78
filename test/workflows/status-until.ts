import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { MESSAGES } from '../../src/protocol/names.ts';
import type { RunView } from '../../src/protocol/run.ts';

/** Polls the status of a run until `wanted`. */
export async function statusUntil(
  handle: WorkflowHandle,
  wanted: (view: RunView) => boolean,
): Promise<RunView> {
  for (let look = 0; look < 200; look += 1) {
    const view = await handle.query<RunView>(MESSAGES.status).catch(() => undefined);
    if (view && wanted(view)) return view;
    await pause(50);
  }
  throw new Error('The run did not get there');
}
