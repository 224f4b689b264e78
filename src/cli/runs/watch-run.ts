import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '../../errors.ts';
import type { RunView } from '../../run/run-view.ts';
import { renderCheckpoint } from '../views/checkpoint-view.ts';
import { renderProgress } from '../views/progress-view.ts';
import type { Output } from '../output.ts';
import type { RunClient } from './run-client.ts';

const EVERY_MS = 400;

export interface WatchOptions {
  signal: AbortSignal;
  /** Called once for each checkpoint that opens; the default shows the question and the command that answers it. */
  onCheckpoint?: (view: RunView, checkpointId: string) => Promise<void>;
}

/**
 * Prints one line for each change of a run until the run ends; what it waits for is shown when it starts to wait.
 * @returns the last state; undefined when interrupted.
 */
export async function watchRun(runs: RunClient, workflowId: string, output: Output, options: WatchOptions): Promise<RunView | undefined> {
  let previous: RunView | undefined;
  const shown = new Set<string>();
  while (!options.signal.aborted) {
    const view = await statusOrStarting(runs, workflowId);
    if (view !== undefined) {
      for (const line of renderProgress(previous, view, { color: output.colorNote })) output.note(line);
      previous = view;
      if (view.endedAt !== undefined) return view;
      await showCheckpoints(view, shown, output, options);
    }
    await pause(EVERY_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return undefined;
}

async function showCheckpoints(view: RunView, shown: Set<string>, output: Output, options: WatchOptions): Promise<void> {
  for (const checkpoint of view.openCheckpoints) {
    const key = `${checkpoint.checkpointId}/${checkpoint.digest}/${checkpoint.openedAt}`;
    if (shown.has(key)) continue;
    shown.add(key);
    output.note(renderCheckpoint(checkpoint, view.workflowId, { color: output.colorNote }));
    await options.onCheckpoint?.(view, checkpoint.checkpointId);
  }
}

async function statusOrStarting(runs: RunClient, workflowId: string): Promise<RunView | undefined> {
  try {
    return await runs.status(workflowId);
  } catch (error) {
    if (error instanceof MillwrightError && error.code === 'run_starting') return undefined;
    throw error;
  }
}
