import type { WorkflowHandle } from '@temporalio/client';
import { MESSAGES } from '../../src/protocol/names.ts';
import { planOf } from '../run/simulation.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import type { World } from '../workflows/simulated-world.ts';
import { decide, ended, recordedRun, type Scenario } from './scenario.ts';
import { CHECKPOINT } from './tasks.ts';

/** More events than this, and a run is handed over. */
const EVENTS_OF_A_RUN = 40;

/** A chain that is longer than that, and a question beside it. */
const PLAN = planOf(
  [
    CHECKPOINT,
    ...Array.from({ length: 8 }, (_, index) =>
      simulatedTask({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
    ),
  ],
  4,
);

/** A run of the plan to which something is sent while each of its beginnings is under way. */
function begun(name: string, send: (run: WorkflowHandle) => Promise<void>, play: Play): Scenario {
  let meanwhile = async (): Promise<void> => undefined;
  const activities = {
    checkReadiness: async () => {
      await meanwhile();
      return { blockers: [] };
    },
    loadPlan: async () => {
      await meanwhile();
      return PLAN;
    },
  };
  return recordedRun({ suggestContinueAsNewAt: EVENTS_OF_A_RUN, activities }, async (world) => {
    // The newest run of the chain.
    const newest = world.environment.client.workflow.getHandle(name);
    meanwhile = () => send(newest);
    const run = await world.start(PLAN, name);
    await play(newest, world);
    return ended(run);
  });
}

type Play = (newest: WorkflowHandle, world: World) => Promise<unknown>;

/** Paths on which messages come while a run of a chain begins. */
export const BEGINNING_SCENARIOS: Record<string, () => Scenario> = {
  /** While it looks at what it needs, and while the next of the chain fetches the plan. */
  'messages-while-it-begins': () =>
    begun(
      'messages-while-it-begins',
      (run) =>
        run.signal(MESSAGES.decide, { checkpoint: 'unknown', digest: '', decision: 'abort', by: 'Ada' }),
      async (newest) => {
        await decide(newest, 'continue', 'update');
        await newest.result();
      },
    ),

  'cancelled-while-it-begins': () =>
    begun(
      'cancelled-while-it-begins',
      (run) => run.cancel().then(() => undefined),
      (newest) => newest.result().catch(() => undefined),
    ),
};
