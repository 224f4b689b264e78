import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../src/activities/activities.ts';
import type { SandboxActivities } from '../../src/activities/sandbox.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import { TASK_KINDS, type CompactPlan, type CompactTask } from '../../src/protocol/plan.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { diceOf, type Dice } from '../run/dice.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from './simulated-task.ts';
import { replayAll } from '../histories/replay-all.ts';
import { bundleOfToday } from '../support/bundle-of-today.ts';
import { withWorld, type World } from './simulated-world.ts';

/** Runs of one server. */
const OF_A_WORLD = 200;
const AT_ONCE = 20;
/** A run that waits for nothing, or whose history does not replay, must not hold up the test; far above what a run needs. */
const ENDS_WITHIN_MS = 120_000;
/** Most runs have more events than this, and are handed over once or several times. */
const EVENTS_OF_A_RUN = 80;
/** Code is what this is about: its steps run beside each other most. */
const KINDS = [...TASK_KINDS, 'generated_code', 'generated_code'] as const;

/** How the runs ended, for a look at whether chance reached all there is. */
export type Ends = Record<string, number>;

/**
 * Plays random graphs of all kinds of tasks on a real server, with failures, repairs, decisions, people who cancel and runs
 * that are handed over. What fails is the replay of a history at the end of each world: see `withWorld`.
 */
export async function playRandomRuns(count: number): Promise<Ends> {
  const ends: Ends = {};
  for (let first = 0; first < count; first += OF_A_WORLD) {
    const last = Math.min(count, first + OF_A_WORLD);
    const options = { suggestContinueAsNewAt: EVENTS_OF_A_RUN, activities: activitiesOfChance() };
    await withWorld(options, async (world) => {
      let next = first;
      const player = async (): Promise<void> => {
        while (next < last) {
          const end = await play(world, next++);
          ends[end] = (ends[end] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, player));
    });
  }
  return ends;
}

/** Failures and times come from chance, not from a seed: what is tested is that no order of them breaks a replay. */
function activitiesOfChance(): Partial<Activities & SandboxActivities> {
  const chance = diceOf(Date.now());
  const verdict = async (taskId: string, round: number, failsPercent: number) => {
    await pause(chance.below(30));
    const passed = !chance.chance(failsPercent);
    const failureSignature = passed ? '' : `${taskId}-${chance.below(3)}`;
    return { passed, summary: `Round ${round}.`, evidenceHash: `${taskId}-${round}`, failureSignature };
  };
  return {
    judgeCode: ({ taskId, round }) => verdict(taskId, round, 50),
    checkTask: ({ taskId, round }) => verdict(taskId, round, 10),
    runInSandbox: async () => {
      await pause(chance.below(20));
      // What ends the run is rare.
      if (chance.chance(3))
        throw ApplicationFailure.nonRetryable('It broke.', chance.chance(10) ? 'internal' : 'n8n_rejected');
      return { outcome: 'ran', outputs: [], durationMs: 1 };
    },
  };
}

function randomPlan(dice: Dice, name: string): CompactPlan {
  const tasks: CompactTask[] = [];
  for (let index = 0; index < 4 + dice.below(9); index += 1) {
    const dependsOn = tasks.filter(() => dice.chance(20)).map(({ id }) => id);
    const kind = dice.pick(KINDS);
    const worstCaseUsd = kind === 'generated_code' ? 0.01 : 0;
    const excludes = tasks.filter(() => dice.chance(5)).map(({ id }) => id);
    tasks.push(
      simulatedTask({
        id: `t${index}`,
        kind,
        dependsOn,
        excludes,
        worstCaseUsd,
        critical: dice.chance(20),
        ...(dice.chance(10) && { onFailure: 'rollback' }),
      }),
    );
  }
  const components: CompactPlan['components'] = [
    { id: 'c', platform: 'n8n', name, n8nWorkflowId: dice.chance(50) ? name : `shared-${dice.below(5)}` },
  ];
  return {
    ...planOf(tasks, 1 + dice.below(16)),
    components,
    specificationHash: name,
    ...(dice.chance(20) && { onFailure: 'rollback' }),
  };
}

/**
 * Starts a run and answers its questions at random until it has ended, well or not; now and then it is asked while work is under
 * way. @returns Temporal's word for the end
 */
async function play(world: World, seed: number): Promise<string> {
  const dice = diceOf(seed);
  const name = `random-${seed}`;
  await world.start(randomPlan(dice, name), name);
  // The newest run of the chain.
  const run = world.environment.client.workflow.getHandle(name);
  const ended = run.result().then(
    () => true,
    () => true,
  );
  const cancelAfterLooks = dice.chance(10) ? dice.below(20) : undefined;
  const deadlineMs = Date.now() + ENDS_WITHIN_MS;
  const bundle = await bundleOfToday();
  const stands = standsStill(run);
  for (let look = 0; !(await Promise.race([ended, pause(100, false)])); look += 1) {
    // The history of one that does not replay says why.
    if (Date.now() > deadlineMs) await replayAll(world.environment.client, bundle);
    if (Date.now() > deadlineMs) throw new Error(`${name} does not end.`);
    if (look === cancelAfterLooks) await run.cancel();
    if (dice.chance(10) || (await stands())) await answer(run, dice, `${seed}-${look}`);
  }
  return (await run.describe()).status.name;
}

/** Whether a run has nothing under way and did not move since the last look: then it asks people, if it waits at all. */
function standsStill(run: WorkflowHandle): () => Promise<boolean> {
  let lastLength = 0;
  return async () => {
    const { historyLength, raw } = await run.describe();
    const stands =
      historyLength === lastLength && !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
    lastLength = historyLength;
    return stands;
  };
}

async function answer(run: WorkflowHandle, dice: Dice, decisionId: string): Promise<void> {
  const view = await run.query<RunView | null>(MESSAGES.status).catch(() => null);
  for (const { checkpointId, digest, allowed } of view?.openCheckpoints ?? [])
    await run
      .signal(MESSAGES.decide, {
        checkpoint: checkpointId,
        digest,
        decision: dice.chance(75) ? 'continue' : dice.pickAny(allowed),
        by: 'Ada',
        decision_id: `${decisionId}-${checkpointId}`,
      })
      .catch(() => undefined);
}
