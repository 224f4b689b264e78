import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/run/effects.ts';
import type { TaskStatus } from '../../../src/protocol/run.ts';
import { viewOf } from '../../../src/run/view.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { isAble, isHeldBack, stateIn, tasksById } from './oracle.ts';

const IDS = { workflowId: 'w', runId: 'r' };
const CENT_FRACTION = 1e-9;

function assertSameMoney(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < CENT_FRACTION, `${what}: ${actual} instead of ${expected}`);
}

/** A book of its own: what was billed, what calls under way may cost at most, what people allowed. */
export function money({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  let stopUsd = plan.budget.stopUsd;
  let billedUsd = 0;
  return ({ happened, underWay, run: { state } }) => {
    billedUsd += usageIn(happened)?.costUsd ?? 0;
    stopUsd = raisedTo(happened) ?? stopUsd;
    const reservedUsd = underWay
      .filter((effect) => effect.kind === 'produce_code')
      .reduce((total, { taskId, cutOffs }) => total + taskOf(taskId).worstCaseUsd * (cutOffs ? 2 : 1), 0);
    assert.ok(
      billedUsd + reservedUsd <= stopUsd + CENT_FRACTION,
      `${billedUsd} + ${reservedUsd} of ${stopUsd}`,
    );
    assertSameMoney(state.ledger.spentUsd, billedUsd, 'spent');
    assertSameMoney(state.ledger.reservedUsd, reservedUsd, 'reserved');
    assertSameMoney(state.ledger.stopUsd, stopUsd, 'limit');
  };
}

function usageIn(happened: Moment['happened']): Extract<Outcome, { kind: 'refused' }>['usage'] | undefined {
  return happened.kind === 'outcome' && 'usage' in happened.outcome ? happened.outcome.usage : undefined;
}

function raisedTo(happened: Moment['happened']): number | undefined {
  if (happened.kind !== 'decision' || happened.record.effect !== 'accepted') return undefined;
  const { decision, before } = happened;
  const asked = before.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  const isYes = asked?.about.kind === 'budget' && decision.decision === 'continue';
  return isYes ? decision.modifications?.stop_usd : undefined;
}

/** The numbers of the view are those of the tasks, and those of the bills. */
export function counts({ plan }: Scenario): Guard {
  const book = { calls: 0, input: 0, output: 0, reused: 0, usd: 0 };
  return ({ happened, run }) => {
    const usage = usageIn(happened);
    book.calls += usage?.calls ?? (usage && usage.inputTokens + usage.outputTokens > 0 ? 1 : 0);
    book.input += usage?.inputTokens ?? 0;
    book.output += usage?.outputTokens ?? 0;
    book.usd += usage?.costUsd ?? 0;
    book.reused +=
      happened.kind === 'outcome' && 'reused' in happened.outcome && happened.outcome.reused ? 1 : 0;
    const view = viewOf(run, IDS);
    const statuses = plan.tasks.map((task): TaskStatus => {
      const { status } = stateIn(run.state, task.id);
      return isAble(run, task) && isHeldBack(run.state, task.id) ? 'blocked' : status;
    });
    assert.deepEqual(
      view.tasks.map((task) => task.status),
      statuses,
    );
    for (const [status, count] of Object.entries(view.counts))
      assert.equal(count, statuses.filter((each) => each === status).length, status);
    const { cost } = view;
    assert.deepEqual(
      [cost.modelCalls, cost.inputTokens, cost.outputTokens, cost.reusedAnswers],
      [book.calls, book.input, book.output, book.reused],
    );
    assertSameMoney(cost.spentUsd, book.usd, 'spent');
    assertSameMoney(
      view.tasks.reduce((total, task) => total + task.costUsd, 0),
      book.usd,
      'cost of all tasks',
    );
  };
}
