import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { MESSAGES } from '../../src/protocol/names.ts';
import type { DecisionWord } from '../../src/protocol/decision.ts';
import { statusUntil } from '../workflows/status-until.ts';
import { withWorld, type World, type WorldOptions } from '../workflows/simulated-world.ts';
import { fetchHistories, type RecordedHistory } from './fetch-history.ts';

export type Run = WorkflowHandleWithFirstExecutionRunId;

/** Plays one path through the workflows on a real server and gives the histories that came of it. */
export type Scenario = () => Promise<RecordedHistory[]>;

/** A scenario whose run is recorded, with every run of its chain. */
export function recordedRun(options: WorldOptions, play: (world: World) => Promise<Run>): Scenario {
  return recorded(options, async (world) => {
    const run = await play(world);
    return { workflowId: run.workflowId, runId: run.firstExecutionRunId };
  });
}

export function recorded(
  options: WorldOptions,
  play: (world: World) => Promise<{ workflowId: string; runId: string }>,
): Scenario {
  return async () => {
    const histories: RecordedHistory[] = [];
    await withWorld(options, async (world) => {
      const { workflowId, runId } = await play(world);
      histories.push(...(await fetchHistories(world, workflowId, runId)));
    });
    return histories;
  };
}

/** Waits for the run to end; how it ends is part of the path. */
export async function ended(run: Run): Promise<Run> {
  await run.result().catch(() => undefined);
  return run;
}

/** Answers the first open question of a run. */
export async function decide(
  run: WorkflowHandle,
  decision: DecisionWord,
  by: 'update' | 'signal',
  stopUsd?: number,
  note?: string,
): Promise<void> {
  const view = await statusUntil(run, ({ openCheckpoints }) => openCheckpoints.length > 0);
  const [checkpoint] = view.openCheckpoints;
  if (!checkpoint) throw new Error('No question is open');
  const input = {
    checkpoint: checkpoint.checkpointId,
    digest: checkpoint.digest,
    decision,
    by: 'Ada',
    decision_id: `${decision}-${checkpoint.checkpointId}-${by}`,
    ...(stopUsd !== undefined && { modifications: { stop_usd: stopUsd } }),
    ...(note !== undefined && { note }),
  };
  if (by === 'signal') await run.signal(MESSAGES.decide, input);
  else await run.executeUpdate(MESSAGES.decideCheckpoint, { args: [input] });
}
