import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { test } from 'vitest';
import type { CompactPlan, CompactTask } from '../../src/protocol/plan.ts';
import { MESSAGES } from '../../src/protocol/names.ts';
import type { RunView } from '../../src/protocol/run.ts';
import { diceOf, type Dice } from '../run/dice.ts';
import { planOf } from '../run/plan-of.ts';
import { simulatedTask } from './simulated-task.ts';
import { withWorld, type World } from './simulated-world.ts';

/** `MILLWRIGHT_TEST_REPLAYED_RUNS=3000 npm test -- test/workflows/random-runs-replay.services.test.ts` makes more. */
const RUNS = Number(process.env['MILLWRIGHT_TEST_REPLAYED_RUNS'] ?? 200);
const AT_ONCE = 10;
const KINDS = ['nodes', 'generated_code', 'generated_code', 'probe', 'end_to_end', 'checkpoint'] as const;

/** Failures and times come from chance, not from a seed: what is tested is that no order of them breaks a replay. */
const chance = diceOf(Date.now());

test(`${RUNS} random runs of all kinds of tasks replay from their histories, whatever ended first`, async () => {
  const activities = {
    judgeCode: async ({ taskId, round }: { taskId: string; round: number }) => verdict(taskId, round, 50),
    checkTask: async ({ taskId, round }: { taskId: string; round: number }) => verdict(taskId, round, 10),
    runInSandbox: async () => {
      await pause(chance.below(20));
      if (chance.chance(3)) throw ApplicationFailure.nonRetryable('It broke.', 'internal');
      return { outcome: 'ran' as const, outputs: [], durationMs: 1 };
    },
  };
  // What is replayed, and fails the test, is every history of this world: see `withWorld`.
  await withWorld({ activities }, async (world) => {
    for (let first = 0; first < RUNS; first += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, RUNS - first) }, (_, index) => first + index);
      await Promise.all(some.map((seed) => play(world, seed)));
    }
  });
});

async function verdict(taskId: string, round: number, failsPercent: number) {
  await pause(chance.below(30));
  const passed = !chance.chance(failsPercent);
  const failureSignature = passed ? '' : `${taskId}-${chance.below(3)}`;
  return { passed, summary: `Round ${round}.`, evidenceHash: `${taskId}-${round}`, failureSignature };
}

function randomPlan(dice: Dice, name: string): CompactPlan {
  const tasks: CompactTask[] = [];
  for (let index = 0; index < 4 + dice.below(9); index += 1) {
    const dependsOn = tasks.filter(() => dice.chance(20)).map(({ id }) => id);
    const kind = dice.pick(KINDS);
    const worstCaseUsd = kind === 'generated_code' ? 0.01 : 0;
    tasks.push(simulatedTask({ id: `t${index}`, kind, dependsOn, worstCaseUsd, critical: dice.chance(20) }));
  }
  const components: CompactPlan['components'] = [
    { id: 'c', platform: 'n8n', name, n8nWorkflowId: dice.chance(50) ? name : 'shared' },
  ];
  return { ...planOf(tasks, 1 + dice.below(16)), components, specificationHash: name };
}

/** Starts a run and answers its questions at random until it has ended, well or not. */
async function play(world: World, seed: number): Promise<void> {
  const dice = diceOf(seed);
  const run = await world.start(randomPlan(dice, `random-${seed}`), `random-${seed}`);
  const ended = run.result().then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([ended, pause(50, false)]))) {
    const view = await run.query<RunView | null>(MESSAGES.status);
    for (const { checkpointId: checkpoint, digest, allowed } of view?.openCheckpoints ?? []) {
      const decision = dice.chance(75) ? 'continue' : dice.pickAny(allowed);
      const by = 'Ada';
      await run.signal(MESSAGES.decide, {
        checkpoint,
        digest,
        decision,
        by,
        decision_id: `${seed}-${Date.now()}`,
      });
    }
  }
}
