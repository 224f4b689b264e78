import assert from 'node:assert/strict';
import type { Decision, DecisionEffect } from '../../../src/protocol/decision.ts';
import type { Guard, Snapshot } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { tasksById } from './oracle.ts';

/** Every decision is recorded; one takes effect exactly when it answers an open question, as shown, for the first time. */
export function decisions({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const accepted = new Set<string>();
  const decided = new Set<string>();
  return ({ happened }) => {
    if (happened.kind === 'malformed') {
      assert.deepEqual({ ...happened.after, decisions: [] }, { ...happened.before, decisions: [] });
      assert.equal(happened.after.decisions.at(-1)?.effect, 'malformed');
    }
    if (happened.kind !== 'decision') return;
    const { decision, record, before, after } = happened;
    assert.deepEqual(after.decisions, [...before.decisions, record]);
    const worstCaseUsd = worstCaseOf(before, decision, (taskId) => taskOf(taskId).worstCaseUsd);
    assert.equal(record.effect, expectedEffect(before, decision, { accepted, decided, worstCaseUsd }));
    if (record.effect !== 'accepted') {
      assert.deepEqual(
        { ...after, decisions: [] },
        { ...before, decisions: [] },
        `${record.effect} changes something`,
      );
      return;
    }
    accepted.add(decision.decision_id);
    decided.add(decision.checkpoint);
    const stillOpen = after.checkpoints.some((open) => open.checkpointId === decision.checkpoint);
    assert.ok(!stillOpen, `${decision.checkpoint} is still open`);
  };
}

function worstCaseOf(state: Snapshot, decision: Decision, priceOf: (taskId: string) => number): number {
  const asked = state.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  if (asked === undefined) return 0;
  const { taskId } = asked.about;
  return priceOf(taskId) * (state.tasks[taskId]?.cutOffs ? 2 : 1);
}

interface Known {
  accepted: ReadonlySet<string>;
  decided: ReadonlySet<string>;
  worstCaseUsd: number;
}

function expectedEffect(state: Snapshot, decision: Decision, known: Known): DecisionEffect {
  if (known.accepted.has(decision.decision_id)) return 'duplicate';
  const asked = state.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  if (!asked) return known.decided.has(decision.checkpoint) ? 'duplicate' : 'unknown_checkpoint';
  if (asked.digest !== decision.digest) return 'stale';
  if (!asked.allowed.includes(decision.decision)) return 'not_allowed';
  if (asked.about.kind !== 'budget' || decision.decision !== 'continue') return 'accepted';
  const stopUsd = decision.modifications?.stop_usd ?? 0;
  // What the question named has to be enough, unless more was spent or promised since.
  const named = Number(/^usd-([\d.]+)-of-/.exec(asked.digest)?.[1]);
  const { spentUsd, reservedUsd } = state.ledger;
  const isEnough = stopUsd >= named && stopUsd >= spentUsd + reservedUsd + known.worstCaseUsd - 1e-9;
  return isEnough ? 'accepted' : 'not_allowed';
}

/** No two questions that are open have the same id; a question about a task is never asked again under an old id. */
export function questions(): Guard {
  const closed = new Set<string>();
  let open = new Set<string>();
  return ({ run: { state } }) => {
    const now = new Set(state.checkpoints.map((checkpoint) => checkpoint.checkpointId));
    assert.equal(now.size, state.checkpoints.length, 'two open questions have one id');
    for (const { checkpointId, about } of state.checkpoints) {
      if (about.kind === 'task') assert.equal(checkpointId, about.taskId);
      else assert.ok(!closed.has(checkpointId), `${checkpointId} is asked again`);
    }
    for (const checkpointId of open) if (!now.has(checkpointId)) closed.add(checkpointId);
    open = now;
  };
}

/** What nobody waits for changes nothing: an answer that comes twice, or for a task that has gone on. */
export function repeats(): Guard {
  return ({ happened }) => {
    if (happened.kind !== 'repeat') return;
    assert.deepEqual(
      happened.after,
      happened.before,
      `a repeated ${happened.outcome.kind} changes something`,
    );
  };
}
