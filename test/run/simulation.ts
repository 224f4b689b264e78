import type { Effect } from '../../src/run/effects.ts';
import { applyDecision, recordMalformed } from '../../src/run/decisions.ts';
import { abortRun, isFinished } from '../../src/run/ending.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { wakeTasks } from '../../src/run/wait-for-service.ts';
import { applyReadiness, lookIsDue, nextDeadlineMs } from '../../src/run/readiness.ts';
import { createRun } from '../../src/run/create-run.ts';
import type { Run } from '../../src/run/run-state.ts';
import { lateOwners, ownerDeadlineMs, ownerIsLate } from '../../src/run/owner-silence.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { giveUpOnUndecided } from '../../src/run/undecided.ts';
import { diceOf, type Dice } from './dice.ts';
import type { Happening, Moment, Snapshot } from './moment.ts';
import { People } from './people.ts';
import type { Scenario } from './scenarios.ts';
import { World } from './world.ts';

export { planOf } from './plan-of.ts';

/** Steps after which nothing goes wrong any more, and by when every run has to be over. */
const TROUBLED_STEPS = 150;
const MOST_STEPS = 500;

export interface Options {
  /** Told of every step; may assert. */
  observe(moment: Moment): void;
  /** Called between any two steps of the machine; may give back a copy of the run, as continue-as-new does. */
  between?(run: Run): Run;
}

/**
 * Plays a scenario to its end and beyond, as `drive` does: something happens, then everything that can start is started.
 * @throws Error when the run is stuck or does not end.
 */
export function simulate(scenario: Scenario, { observe, between = (run) => run }: Options): Run {
  const dice = diceOf(scenario.seed);
  const world = new World(scenario, dice);
  const people = new People(scenario, dice);
  let run = createRun(scenario.plan, 0);
  // Runs of earlier builds asked each task by itself about the budget.
  if (scenario.seed % 3 !== 0) run.state.asksOnceForMoney = true;
  let nowMs = 0;
  const take = (happened: Happening): void => {
    run = between(run);
    if (!isFinished(run)) wakeTasks(run, nowMs);
    if (!isFinished(run)) giveUpOnUndecided(run, nowMs);
    const started = nextEffects(run, nowMs);
    world.underWay.push(...started);
    run = between(run);
    observe({ nowMs, happened, started, underWay: world.underWay, run });
  };
  take(look(run, world, nowMs));
  for (let step = 1; !isFinished(run); step += 1) {
    if (step > MOST_STEPS) throw new Error(`The run is not over after ${MOST_STEPS} steps.`);
    world.kind = people.kind = step > TROUBLED_STEPS;
    nowMs += dice.below(3_000);
    if (step === scenario.cancelAtStep) {
      abortRun(run, 'cancellation', 'The run was cancelled.', nowMs);
      take({ kind: 'cancelled' });
      continue;
    }
    const choice = chooseHappening(run, world, dice, nowMs);
    if (choice === 'time') nowMs = Math.max(nowMs, nextDeadlineMs(run) ?? nowMs);
    if (choice === 'silence') nowMs = Math.max(nowMs, ownerDeadlineMs(run) ?? nowMs);
    take(carryOut(choice, { run, world, people, dice, nowMs }));
  }
  for (let late = world.underWay.length + 3; late > 0; late -= 1) {
    const choice = world.underWay.length > 0 && dice.chance(60) ? 'outcome' : 'stray';
    take(carryOut(choice, { run, world, people, dice, nowMs }));
  }
  return run;
}

type Choice = 'outcome' | 'decision' | 'look' | 'time' | 'silence' | 'repeat' | 'stray' | 'malformed';

function chooseHappening(run: Run, world: World, dice: Dice, nowMs: number): Choice {
  const asked = dice.chance(10);
  const possible: Choice[] = [];
  if (world.underWay.length > 0)
    possible.push('outcome', 'outcome', 'outcome', 'outcome', 'outcome', 'outcome');
  if (run.state.checkpoints.length > 0) possible.push('decision', 'decision');
  if (lookIsDue(run, asked, nowMs)) possible.push('look', 'look');
  if (nextDeadlineMs(run) !== undefined) possible.push('time');
  if (possible.length === 0) throw new Error('The run is stuck: nothing can happen any more.');
  if (!world.kind && ownerDeadlineMs(run) !== undefined && dice.chance(4)) return 'silence';
  return !world.kind && dice.chance(12)
    ? dice.pick(['repeat', 'repeat', 'stray', 'malformed'])
    : (dice.pickAny(possible) ?? 'time');
}

interface Stage {
  run: Run;
  world: World;
  people: People;
  dice: Dice;
  nowMs: number;
}

function carryOut(choice: Choice, stage: Stage): Happening {
  const { run, world, people, dice, nowMs } = stage;
  switch (choice) {
    case 'time':
      return { kind: 'time' };
    case 'look':
      return look(run, world, nowMs);
    case 'outcome': {
      const answer = world.answerOne();
      if (answer) applyOutcome(run, answer.effect.taskId, answer.outcome, nowMs);
      return answer ? { kind: 'outcome', ...answer } : { kind: 'time' };
    }
    case 'silence':
      return silence(stage);
    case 'repeat':
      return repeat(stage);
    case 'decision':
    case 'stray': {
      const checkpoint = choice === 'decision' ? dice.pickAny(run.state.checkpoints) : undefined;
      const decision = checkpoint ? people.decideOn(checkpoint) : people.stray();
      const before = snapshot(run);
      const record = applyDecision(run, decision, nowMs);
      return { kind: 'decision', decision, record, before, after: snapshot(run) };
    }
    case 'malformed': {
      const before = snapshot(run);
      recordMalformed(run, 'It is no decision.', nowMs);
      return { kind: 'malformed', before, after: snapshot(run) };
    }
  }
}

function look(run: Run, world: World, nowMs: number): Happening {
  const found = world.missingAt(world.looks++);
  applyReadiness(run, found, nowMs);
  return { kind: 'look', found };
}

/** An owner says nothing; what it answers later finds nobody who waits for it. */
function silence({ run, world, nowMs }: Stage): Happening {
  const [taskId = ''] = lateOwners(run, nowMs);
  const effect = world.loseAnswer(taskId);
  if (effect === undefined) return { kind: 'time' };
  ownerIsLate(run, taskId, nowMs);
  const outcome = { kind: 'unavailable', code: 'owner_silent', reason: 'It did not answer.' } as const;
  return { kind: 'outcome', effect, outcome };
}

/** Signals come at least once: an owner's answer, or an outcome that costs nothing, comes again when nobody waits for it. */
function repeat({ run, world, dice, nowMs }: Stage): Happening {
  const answer = dice.pickAny(
    world.answered.slice(-6).filter((each) => isUnawaited(each.effect, world.underWay)),
  );
  if (!answer) return { kind: 'time' };
  const before = snapshot(run);
  applyOutcome(run, answer.effect.taskId, answer.outcome, nowMs);
  return { kind: 'repeat', ...answer, before, after: snapshot(run) };
}

function isUnawaited(effect: Effect, underWay: readonly Effect[]): boolean {
  if (effect.kind === 'produce_code') return false;
  return effect.kind === 'ask_owner' || underWay.every((other) => other.taskId !== effect.taskId);
}

/** The state without what never changes; copied by way of JSON, which is much faster than `structuredClone`. */
function snapshot({ state }: Run): Snapshot {
  const { plan: _plan, ...rest } = state;
  return JSON.parse(JSON.stringify(rest));
}
