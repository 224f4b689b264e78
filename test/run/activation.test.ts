import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Gap } from '../../src/protocol/evidence.ts';
import { activationObstacle } from '../../src/run/activation.ts';
import { createRun } from '../../src/run/create-run.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const GAP: Gap = { mark: 'not_driven', text: 'Nothing was sent.' };

/** Why `live` may not be activated, after everything before it is completed; the gate's evidence has `gaps`. */
function obstacle(gaps: Gap[], shownTo: { asks: string[]; live: string[] }): string | undefined {
  const live = simulatedTask({ id: 'live', kind: 'activation', dependsOn: shownTo.live });
  const tasks = [
    simulatedTask({ id: 'gate', kind: 'nodes', critical: true }),
    simulatedTask({ id: 'ask', kind: 'checkpoint', dependsOn: shownTo.asks }),
    live,
  ];
  const run = createRun(planOf(tasks, 1), 0);
  for (const [id, state] of Object.entries(run.state.tasks)) {
    if (id === 'live') continue;
    state.status = 'completed';
    const evidence = { passed: true, summary: 'Good.', evidenceHash: id, failureSignature: '' };
    state.passedEvidence.push({ ...evidence, ...(id === 'gate' && { gaps }) });
  }
  return activationObstacle(run, live);
}

test('what was not driven goes live after a person was shown it, and not without', () => {
  assert.equal(obstacle([GAP], { asks: ['gate'], live: ['ask'] }), undefined);
  const unseen = /gate has not driven was shown to nobody: put a human_checkpoint/;
  assert.match(obstacle([GAP], { asks: [], live: ['gate', 'ask'] }) ?? '', unseen);
  assert.match(obstacle([GAP], { asks: ['gate'], live: ['gate'] }) ?? '', unseen);
});

test('other weak evidence, and evidence without a gap, need no question', () => {
  assert.equal(obstacle([], { asks: [], live: ['gate'] }), undefined);
  assert.equal(obstacle([{ ...GAP, mark: 'not_asserted' }], { asks: [], live: ['gate'] }), undefined);
});
