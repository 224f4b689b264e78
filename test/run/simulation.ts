import fc from 'fast-check';
import type { CompactPlan, CompactTask, TaskKind } from '../../src/plan/compact-plan.ts';
import type { Effect, Outcome } from '../../src/run/effects.ts';
import { applyDecision } from '../../src/run/decisions.ts';
import { isFinished } from '../../src/run/ending.ts';
import { applyOutcome, wakeTasks } from '../../src/run/outcomes.ts';
import { nextDeadlineMs } from '../../src/run/readiness.ts';
import { createRun, restoreRun, type Run } from '../../src/run/run-state.ts';
import { isWorking } from '../../src/run/roster.ts';
import { nextEffects } from '../../src/run/task-program.ts';

/** What a task's work comes to, in a simulated run. */
export type Fate =
  | 'good'
  | 'never_available'
  | 'bad_check'
  | 'bad_then_good'
  | 'unavailable_then_good'
  | 'failed'
  | 'refused'
  | 'conflict';

export interface Scenario {
  plan: CompactPlan;
  fates: Record<string, Fate>;
  /** Which of the effects under way is answered next, and how people decide; drawn again and again in turn. */
  choices: number[];
  /** Carry the state over (as continue-as-new does) after every n-th step. */
  carryOverEvery: number;
}

const KINDS: TaskKind[] = [
  'nodes',
  'generated_code',
  'probe',
  'end_to_end',
  'checkpoint',
  'activation',
  'manual',
];
const FATES: Fate[] = [
  'good',
  'good',
  'good',
  'bad_check',
  'bad_then_good',
  'unavailable_then_good',
  'failed',
  'refused',
  'conflict',
  'never_available',
];

export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    size: fc.integer({ min: 1, max: 14 }),
    maxParallel: fc.integer({ min: 1, max: 5 }),
    edges: fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 30 }),
    exclusions: fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 4 }),
    kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 14, maxLength: 14 }),
    fates: fc.array(fc.constantFrom(...FATES), { minLength: 14, maxLength: 14 }),
    critical: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
    rounds: fc.integer({ min: 0, max: 3 }),
    stopUsd: fc.constantFrom(0.5, 2, 50),
    choices: fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }),
    carryOverEvery: fc.integer({ min: 1, max: 7 }),
  })
  .map((drawn) => {
    const ids = Array.from({ length: drawn.size }, (_, index) => `t${index}`);
    const tasks = ids.map((id, index): CompactTask => ({
      id,
      title: id,
      kind: drawn.kinds[index] ?? 'nodes',
      actionType: 'create_node',
      platform: 'n8n',
      component: 'c',
      n8nComponent: 'c',
      dependsOn: [
        ...new Set(
          drawn.edges.filter(([to, from]) => to === index && from < index).map(([, from]) => `t${from}`),
        ),
      ],
      excludes: drawn.exclusions
        .filter(([a, b]) => a === index && b !== a && b < drawn.size)
        .map(([, b]) => `t${b}`),
      critical: drawn.critical[index] ?? false,
      priority: index % 3,
      repairRounds: drawn.rounds,
      worstCaseUsd: drawn.kinds[index] === 'generated_code' ? 0.4 : 0,
      estimatedMinutes: 1,
      ifBlocked: {
        waitMinutes: 60,
        then: (['escalate', 'skip_with_flag', 'abort'] as const)[index % 3] ?? 'escalate',
      },
    }));
    return {
      plan: planOf(tasks, drawn.maxParallel, drawn.stopUsd),
      fates: Object.fromEntries(ids.map((id, index) => [id, drawn.fates[index] ?? 'good'])),
      choices: drawn.choices,
      carryOverEvery: drawn.carryOverEvery,
    };
  });

export function planOf(tasks: CompactTask[], maxParallel: number, stopUsd = 50): CompactPlan {
  return {
    schemaVersion: 1,
    specId: 'simulated',
    title: 'Simulated',
    version: '1.0.0',
    specificationHash: 's',
    environmentId: 'e',
    environmentHash: 'e',
    n8nInstance: 'local',
    maxParallel,
    budget: { warnUsd: 1, stopUsd },
    components: [{ id: 'c', platform: 'n8n', name: 'C', n8nWorkflowId: 'w' }],
    tasks,
    replayedAnswers: false,
    standIns: [],
    searchAttributesRegistered: false,
  };
}

export interface Trace {
  run: Run;
  /** Ids of tasks in the order in which their first effect started, and completed ones in theirs. */
  started: string[];
  finished: boolean;
  steps: number;
}

const MOST_STEPS = 5_000;

/** Plays a scenario to its end. `observe` is called after every step and may assert. */
export function simulate(scenario: Scenario, observe: (run: Run) => void): Trace {
  let run = createRun(scenario.plan, 0);
  const started: string[] = [];
  const underWay: Effect[] = [];
  const attempts = new Map<string, number>();
  let nowMs = 0;
  let draw = 0;
  const choose = (among: number): number => (scenario.choices[draw++ % scenario.choices.length] ?? 0) % among;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    nowMs += 10;
    wakeTasks(run, nowMs);
    for (const effect of nextEffects(run, nowMs)) {
      if (!started.includes(effect.taskId)) started.push(effect.taskId);
      underWay.push(effect);
    }
    observe(run);
    if (isFinished(run)) return { run, started, finished: true, steps: step };
    if (underWay.length > 0) {
      const [effect] = underWay.splice(choose(underWay.length), 1);
      if (effect) applyOutcome(run, effect.taskId, outcomeFor(run, effect, scenario, attempts), nowMs);
    } else if (run.state.checkpoints.length > 0) {
      decide(run, choose, nowMs, step);
    } else {
      nowMs = Math.max(nowMs, nextDeadlineMs(run) ?? nowMs);
    }
    if (step % scenario.carryOverEvery === 0) run = restoreRun(JSON.parse(JSON.stringify(run.state)));
  }
  return { run, started, finished: false, steps: MOST_STEPS };
}

export function workingCount(run: Run): number {
  return Object.values(run.state.tasks).filter(isWorking).length;
}

function decide(run: Run, choose: (among: number) => number, nowMs: number, step: number): void {
  const checkpoint = run.state.checkpoints[choose(run.state.checkpoints.length)];
  if (!checkpoint) return;
  // Mostly yes; sometimes retry or abort; a retry for ever would be the person's fault, not the run's.
  const word =
    choose(12) === 0
      ? 'abort'
      : choose(4) === 0 && step < 300 && checkpoint.allowed.includes('retry')
        ? 'retry'
        : 'continue';
  applyDecision(
    run,
    {
      checkpoint: checkpoint.checkpointId,
      digest: checkpoint.digest,
      decision: word,
      by: 'ana',
      modifications: { stop_usd: 1_000 },
      decision_id: `d${step}`,
    },
    nowMs,
  );
}

const PASSED = { passed: true, summary: 'ok', evidenceHash: 'p', failureSignature: '' };
const USAGE = { model: 'm', inputTokens: 10, outputTokens: 5, costUsd: 0.3, replayed: true };

function outcomeFor(run: Run, effect: Effect, scenario: Scenario, attempts: Map<string, number>): Outcome {
  const fate = scenario.fates[effect.taskId] ?? 'good';
  const attempt = (attempts.get(effect.taskId) ?? 0) + 1;
  attempts.set(effect.taskId, attempt);
  if (fate === 'failed') return { kind: 'failed', code: 'n8n_rejected', message: 'no' };
  if (fate === 'never_available' || (fate === 'unavailable_then_good' && attempt < 4))
    return { kind: 'unavailable', code: 'n8n_unreachable', reason: 'down.' };
  switch (effect.kind) {
    case 'describe':
      return { kind: 'described', digest: `digest-${attempt}`, shown: 'x', question: 'Go on?' };
    case 'check':
      return { kind: 'checked', evidence: fate === 'bad_check' ? failed(attempt) : PASSED };
    case 'ask_owner': {
      const requestId = effect.request.requestId;
      if (fate === 'conflict' && !run.state.tasks[effect.taskId]?.overwrite) {
        return {
          kind: 'owner_answered',
          answer: { requestId, outcome: 'conflict', shown: 'theirs', digest: `c${attempt}` },
        };
      }
      const done = {
        outcome: 'done' as const,
        change: 'added 1 node',
        nodes: 1,
        connections: 0,
        active: false,
        documentHash: 'h',
      };
      return { kind: 'owner_answered', answer: { requestId, ...done } };
    }
    case 'produce_code':
      if (fate === 'refused' && attempt === 1) return { kind: 'refused', reason: 'no', usage: USAGE };
      if (fate === 'bad_check' || (fate === 'bad_then_good' && attempt === 1)) {
        return {
          kind: 'code_produced',
          codeHash: 'h',
          evidence: failed(attempt),
          usage: USAGE,
          reused: false,
        };
      }
      return { kind: 'code_produced', codeHash: 'h', evidence: PASSED, usage: USAGE, reused: false };
  }
}

/** Two different signatures in turn, so that both the rounds and the "same failure twice" rule are reached. */
function failed(attempt: number): typeof PASSED {
  return {
    passed: false,
    summary: 'bad',
    evidenceHash: `f${attempt}`,
    failureSignature: `s${Math.floor(attempt / 3)}`,
  };
}
