import assert from 'node:assert/strict';
import type { Effect } from '../../../src/run/effects.ts';
import { viewOf } from '../../../src/run/view.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { hasEnded, stateIn, tasksById } from './oracle.ts';

/** What a person's accepted decision was about, and what it said. */
function acceptedIn(
  happened: Moment['happened'],
): { about: string; taskId: string; word: string; id: string; note: string | undefined } | undefined {
  if (happened.kind !== 'decision' || happened.record.effect !== 'accepted') return undefined;
  const { decision, before } = happened;
  const asked = before.checkpoints.find((open) => open.checkpointId === decision.checkpoint);
  return (
    asked && {
      about: asked.about.kind,
      taskId: asked.about.taskId,
      word: decision.decision,
      id: decision.decision_id,
      note: decision.note,
    }
  );
}

interface Known {
  codeHash?: string;
  overwrite: boolean;
  retriedBy?: string;
  notes: string[];
}

/** Questions after whose `retry` the model is asked. */
const ASKS_THE_MODEL: ReadonlySet<string> = new Set(['refusal', 'repeated_failure', 'model_question']);

/** What is started carries what was made and decided before: the code, the leave to overwrite, a person's retry and words. */
export function contents({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const known = new Map<string, Known>();
  const of = (taskId: string): Known => {
    const found = known.get(taskId) ?? { overwrite: false, notes: [] };
    known.set(taskId, found);
    return found;
  };
  return ({ happened, started }) => {
    const accepted = acceptedIn(happened);
    if (accepted?.about === 'conflict') of(accepted.taskId).overwrite = accepted.word === 'continue';
    const isNewTry =
      accepted !== undefined &&
      (ASKS_THE_MODEL.has(accepted.about) ||
        (accepted.about === 'task' && taskOf(accepted.taskId).verifiedByPerson === true));
    if (accepted?.word === 'retry' && isNewTry) {
      of(accepted.taskId).retriedBy = accepted.id;
      if (accepted.note !== undefined) of(accepted.taskId).notes.push(accepted.note);
    }
    if (happened.kind === 'outcome') {
      const { effect, outcome } = happened;
      if (outcome.kind === 'code_produced') of(effect.taskId).codeHash = outcome.codeHash;
      if (outcome.kind === 'owner_answered' && outcome.answer.outcome === 'done')
        of(effect.taskId).overwrite = false;
    }
    for (const effect of started) assertCarries(effect, of(effect.taskId));
  };
}

function assertCarries(effect: Effect, { codeHash, overwrite, retriedBy, notes }: Known): void {
  switch (effect.kind) {
    case 'produce_code':
      assert.deepEqual([effect.previousCodeHash, effect.decisionId], [codeHash, retriedBy]);
      assert.deepEqual(effect.notes?.map(({ note }) => note) ?? [], notes);
      return;
    case 'check':
      assert.equal(effect.codeHash, codeHash);
      return;
    case 'ask_owner': {
      const { operation } = effect.request;
      if (operation.kind !== 'apply') return;
      assert.deepEqual(operation.codeHashes, codeHash === undefined ? {} : { [effect.taskId]: codeHash });
      assert.equal(operation.overwrite, overwrite);
      return;
    }
    case 'describe':
      return;
  }
}

/** What is told of an n8n workflow is what its owner said last. */
export function components({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const said = new Map<string, { active: boolean; nodes: number; connections: number }>();
  let ended = new Set<string>();
  return ({ happened, run }) => {
    if (happened.kind === 'outcome' && happened.outcome.kind === 'owner_answered') {
      const { answer } = happened.outcome;
      const { component } = taskOf(happened.effect.taskId);
      if (answer.outcome === 'done' && component !== undefined && !ended.has(happened.effect.taskId)) {
        const { active, nodes, connections } = answer;
        said.set(component, { active, nodes, connections });
      }
    }
    ended = new Set(plan.tasks.map(({ id }) => id).filter((id) => hasEnded(stateIn(run.state, id))));
    for (const { id, active, nodes, connections } of viewOf(run, { workflowId: 'w', runId: 'r' })
      .components) {
      const expected = said.get(id) ?? { active: false, nodes: 0, connections: 0 };
      assert.deepEqual({ active, nodes, connections }, expected, id);
    }
  };
}
