import type { CompactTask } from '../../src/protocol/plan.ts';
import type { FailureAction } from '../../src/protocol/evidence.ts';
import type { ModelUsage } from '../../src/protocol/activities.ts';
import type { OwnerAnswer } from '../../src/protocol/owner.ts';
import type { Effect, Outcome } from '../../src/run/effects.ts';
import type { Blocker } from '../../src/protocol/run.ts';
import type { Dice } from './dice.ts';
import type { Scenario } from './scenarios.ts';

export interface Answer {
  effect: Effect;
  outcome: Outcome;
}

/** Everything outside the run: the services, the model, the owners. It keeps its own book of what is under way. */
export class World {
  readonly underWay: Effect[] = [];
  /** What was answered already, oldest first. */
  readonly answered: Answer[] = [];
  /** How often readiness was looked at. */
  looks = 0;
  /** From some moment on nothing goes wrong any more, so that every run can come to an end. */
  kind = false;
  private readonly passed = new Set<string>();
  private readonly scenario: Scenario;
  private readonly dice: Dice;
  private readonly tasks: ReadonlyMap<string, CompactTask>;

  constructor(scenario: Scenario, dice: Dice) {
    this.scenario = scenario;
    this.dice = dice;
    this.tasks = new Map(scenario.plan.tasks.map((task) => [task.id, task]));
  }

  /** Answers one of the effects under way, whichever: answers come in any order. */
  answerOne(): Answer | undefined {
    const [effect] = this.underWay.splice(this.dice.below(this.underWay.length), 1);
    if (!effect) return undefined;
    const answer = { effect, outcome: this.outcomeOf(effect) };
    this.answered.push(answer);
    return answer;
  }

  /** The answer of a task's owner comes too late: it is kept among those that may come again. */
  loseAnswer(taskId: string): Effect | undefined {
    const index = this.underWay.findIndex((each) => each.kind === 'ask_owner' && each.taskId === taskId);
    const [effect] = index < 0 ? [] : this.underWay.splice(index, 1);
    if (effect) this.answered.push({ effect, outcome: this.outcomeOf(effect) });
    return effect;
  }

  /** What readiness look number `look` finds missing. */
  missingAt(look: number): Blocker[] {
    return this.scenario.obstacles
      .filter(({ from, until }) => from <= look && look < until)
      .map(({ type, affectedTasks, from }) => ({
        type,
        description: `Missing since look ${from}: ${affectedTasks.join(' ')}.`,
        affectedTasks,
        resolutionRequired: 'Bring it.',
      }));
  }

  private outcomeOf(effect: Effect): Outcome {
    const { dice } = this;
    const goesWrong = !this.kind && dice.chance(this.troublePercentOf(effect.taskId));
    if (!this.kind && this.scenario.down.includes(effect.taskId) && dice.chance(90))
      return unavailable(effect);
    if (goesWrong && effect.kind !== 'ask_owner') {
      if (dice.chance(35)) return unavailable(effect);
      if (dice.chance(15)) return { kind: 'failed', code: this.anyError(), message: 'It said no.' };
    }
    switch (effect.kind) {
      case 'produce_code':
        return this.produced(effect.taskId, goesWrong);
      case 'ask_owner':
        return { kind: 'owner_answered', answer: this.ownerAnswer(effect.request.requestId, goesWrong) };
      case 'check':
        if (!goesWrong) this.passed.add(effect.taskId);
        return {
          kind: 'checked',
          evidence: goesWrong ? { ...this.failure(), ...this.anyAction(effect.taskId) } : this.success(),
        };
      case 'describe':
        return { kind: 'described', digest: `shown-${dice.below(3)}`, shown: 'A diff.', question: 'Go on?' };
    }
  }

  /** What has passed once and is looked at again fails more often: that is where much can go wrong. */
  private troublePercentOf(taskId: string): number {
    const { troublePercent } = this.scenario;
    return troublePercent > 0 && this.passed.has(taskId) ? 60 : troublePercent;
  }

  private produced(taskId: string, goesWrong: boolean): Outcome {
    const { dice } = this;
    const usage = this.usageOf(taskId);
    const codeHash = `code-${dice.below(100)}`;
    const reused = usage.costUsd === 0 && dice.chance(50);
    if (!goesWrong) return { kind: 'code_produced', codeHash, evidence: this.success(), usage, reused };
    const questions = ['Which text?'];
    const good = { kind: 'code_produced', codeHash, evidence: this.success(), usage, reused } as const;
    return dice.pick<Outcome>([
      this.unanswered(taskId),
      this.unanswered(taskId),
      this.unanswered(taskId),
      { ...good, questions },
      { kind: 'code_unusable', evidence: this.failure(), usage, questions },
      { kind: 'code_unusable', evidence: this.failure(), usage, wasCutOff: true },
      { kind: 'code_unusable', evidence: this.failure(), usage, wasCutOff: true },
      { kind: 'code_produced', codeHash, evidence: this.failure(), usage, reused },
      { kind: 'code_produced', codeHash, evidence: this.failure(), usage, reused },
      { kind: 'code_unusable', evidence: this.failure(), usage },
      { kind: 'refused', reason: 'It would rather not.', usage },
    ]);
  }

  /** A call that may have been paid, or was refused. */
  private unanswered(taskId: string): Outcome {
    const { dice } = this;
    const code = dice.pick(['model_overloaded', 'model_unreachable', 'model_billing', 'model_rejected']);
    const usage = { ...this.usageOf(taskId), calls: dice.below(2) };
    const wasTaken = code.startsWith('model_un') || dice.chance(30);
    return { kind: 'unanswered', code, reason: 'No answer.', wasTaken, usage };
  }

  /** Never above the worst case that was planned; a call may be cut off before its first word. */
  private usageOf(taskId: string): ModelUsage {
    const { dice } = this;
    const wasAsked = dice.chance(80);
    return {
      model: 'm',
      inputTokens: wasAsked ? 10 : 0,
      outputTokens: wasAsked ? dice.pick([0, 5, 50]) : 0,
      costUsd: wasAsked ? ((this.tasks.get(taskId)?.worstCaseUsd ?? 0) * dice.below(5)) / 4 : 0,
      replayed: false,
    };
  }

  private ownerAnswer(requestId: string, goesWrong: boolean): OwnerAnswer {
    const { dice } = this;
    if (!goesWrong) {
      const counts = { nodes: dice.below(9), connections: dice.below(9), active: dice.chance(50) };
      return { requestId, outcome: 'done', change: 'added 1 node', ...counts, documentHash: 'd' };
    }
    return dice.pick<OwnerAnswer>([
      { requestId, outcome: 'conflict', shown: 'Theirs.', digest: `theirs-${dice.below(2)}` },
      { requestId, outcome: 'conflict', shown: 'Theirs.', digest: `theirs-${dice.below(2)}` },
      { requestId, outcome: 'unavailable', reason: 'n8n is down.' },
      { requestId, outcome: 'unavailable', reason: 'n8n is down.' },
      { requestId, outcome: 'failed', code: this.anyError(), message: 'It said no.' },
    ]);
  }

  /** One of every class; what ends the run is rare. */
  private anyError(): string {
    const { dice } = this;
    if (dice.chance(5)) return 'sandbox_unavailable';
    return dice.pick(['n8n_rejected', 'n8n_rejected', 'credential_missing', 'n8n_conflict']);
  }

  /** Only a probe says what is to be done about a failure. */
  private anyAction(taskId: string): { action?: FailureAction } {
    const { dice } = this;
    if (this.tasks.get(taskId)?.kind !== 'probe' || dice.chance(60)) return {};
    if (dice.chance(5)) return { action: 'abort' };
    return { action: dice.pick(['skip', 'escalate']) };
  }

  private success(): Extract<Outcome, { kind: 'checked' }>['evidence'] {
    return { passed: true, summary: 'Good.', evidenceHash: this.hash(), failureSignature: '' };
  }

  private failure(): Extract<Outcome, { kind: 'checked' }>['evidence'] {
    const failureSignature = this.dice.pick(['red', 'green', 'blue']);
    return { passed: false, summary: 'Bad.', evidenceHash: this.hash(), failureSignature };
  }

  private hash(): string {
    return `evidence-${this.answered.length}`;
  }
}

function unavailable(effect: Effect): Outcome {
  if (effect.kind !== 'ask_owner')
    return { kind: 'unavailable', code: 'n8n_unreachable', reason: 'It is down.' };
  const { requestId } = effect.request;
  return { kind: 'owner_answered', answer: { requestId, outcome: 'unavailable', reason: 'n8n is down.' } };
}
