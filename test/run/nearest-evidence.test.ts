import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createRun } from '../../src/run/create-run.ts';
import { nearestEvidence } from '../../src/run/nearest-evidence.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

/** A chain `t0 ← t1 ← …` and a checkpoint at its end. */
function chain(length: number) {
  const tasks = Array.from({ length }, (_, index) =>
    simulatedTask({ id: `t${index}`, kind: 'nodes', dependsOn: index === 0 ? [] : [`t${index - 1}`] }),
  );
  const asking = simulatedTask({ id: 'ask', kind: 'checkpoint', dependsOn: [`t${length - 1}`] });
  return createRun(planOf([...tasks, asking], 1), 0);
}

test('a checkpoint shows the evidence of all that it rests on, the nearest first, and counts what passed', () => {
  const run = chain(3);
  for (const [id, passed] of [
    ['t0', true],
    ['t2', false],
  ] as const) {
    const state = run.state.tasks[id];
    assert.ok(state);
    (passed ? state.passedEvidence : state.failedEvidence).push({
      passed,
      summary: `${id} was looked at`,
      evidenceHash: id,
      failureSignature: '',
    });
  }
  const { evidence, checks } = nearestEvidence(run, 'ask');
  assert.deepEqual(
    evidence.map(({ taskId }) => taskId),
    ['t2', 't0'],
  );
  assert.deepEqual(checks, { total: 2, passed: 1 });
});

test('of very many the nearest are shown, and all are counted', () => {
  const run = chain(60);
  for (const [id, state] of Object.entries(run.state.tasks))
    if (id !== 'ask')
      state.passedEvidence.push({ passed: true, summary: 'Good.', evidenceHash: id, failureSignature: '' });
  const { evidence, checks } = nearestEvidence(run, 'ask');
  assert.equal(evidence.length, 40);
  assert.equal(evidence[0]?.taskId, 't59');
  assert.deepEqual(checks, { total: 60, passed: 60 });
});

test('what leaves something open is shown however far away it is', () => {
  const run = chain(60);
  for (const [id, state] of Object.entries(run.state.tasks)) {
    const evidence = { passed: true, summary: 'Good.', evidenceHash: id, failureSignature: '' };
    const gaps = [{ mark: 'not_driven' as const, text: 'Nothing was sent.' }];
    if (id !== 'ask') state.passedEvidence.push({ ...evidence, ...(id === 't0' && { gaps }) });
  }
  const { evidence } = nearestEvidence(run, 'ask');
  assert.equal(evidence.length, 41);
  assert.equal(evidence.at(-1)?.taskId, 't0');
});
