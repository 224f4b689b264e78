import { readDecision } from '../../src/run/decision-shape.ts';
import type { Checkpoint } from '../../src/run/run-state.ts';
import type { Decision, DecisionWord } from '../../src/protocol/decision.ts';
import type { Dice } from './dice.ts';
import type { Scenario } from './scenarios.ts';

const WORDS: readonly [DecisionWord, ...DecisionWord[]] = ['continue', 'retry', 'abort'];
const ENOUGH_USD = 1_000;

/** Those who decide: mostly on what is shown to them, sometimes too late, twice, or on something that never was. */
export class People {
  /** From some moment on everybody answers properly and wants to go on. */
  kind = false;
  private readonly scenario: Scenario;
  private readonly dice: Dice;
  private readonly sent: Decision[] = [];

  constructor(scenario: Scenario, dice: Dice) {
    this.scenario = scenario;
    this.dice = dice;
  }

  decideOn(checkpoint: Checkpoint): Decision {
    const { dice } = this;
    const decision = this.proper(checkpoint);
    if (!this.kind && dice.chance(10)) decision.digest = dice.pick(['shown-0', 'theirs-1', 'other']);
    if (!this.kind && dice.chance(10)) decision.decision = dice.pick(['continue', 'retry']);
    // Typed by hand: without an id of its own.
    if (dice.chance(30)) Object.assign(decision, { decision_id: undefined });
    return this.send(decision);
  }

  /** A decision that nobody asked for: repeated, on what is not open, or under an id that was used before. */
  stray(): Decision {
    const { dice } = this;
    const earlier = dice.pickAny(this.sent);
    if (earlier && dice.chance(50)) return earlier;
    return this.send({
      checkpoint: dice.pick(['nowhere', 'budget', 'budget#1', 't3', 't3?1']),
      digest: dice.pick(['shown-0', 'theirs-1']),
      decision: dice.pick(WORDS),
      by: 'eve',
      decision_id: earlier && dice.chance(30) ? earlier.decision_id : this.newId(),
    });
  }

  private proper(checkpoint: Checkpoint): Decision {
    const stopUsd = this.kind ? ENOUGH_USD : this.stopUsdFor(checkpoint);
    return {
      checkpoint: checkpoint.checkpointId,
      digest: checkpoint.digest,
      decision: this.wordFor(checkpoint),
      by: this.dice.pick(['ana', 'ben']),
      ...(this.dice.chance(30) && { note: 'Do it so.' }),
      ...(stopUsd !== undefined && { modifications: { stop_usd: stopUsd } }),
      decision_id: this.newId(),
    };
  }

  private wordFor({ allowed }: Checkpoint): DecisionWord {
    if (this.kind) return 'continue';
    if (this.dice.chance(this.scenario.abortPercent)) return 'abort';
    return allowed.includes('retry') && this.dice.chance(this.scenario.retryPercent) ? 'retry' : 'continue';
  }

  /** What the question names, to the digit; plenty; too little; or nothing. */
  private stopUsdFor(checkpoint: Checkpoint): number | undefined {
    const named = Number(/^usd-([\d.]+)-of-/.exec(checkpoint.digest)?.[1] ?? 0);
    return this.dice.pick([named, named, ENOUGH_USD, named / 2, undefined]);
  }

  private newId(): string {
    return `decision-${this.sent.length}`;
  }

  /** As it arrives: read from what was typed. */
  private send(typed: Decision): Decision {
    const shaped = readDecision(typed);
    if (!shaped.ok) throw new Error(shaped.reason);
    this.sent.push(shaped.decision);
    return shaped.decision;
  }
}
