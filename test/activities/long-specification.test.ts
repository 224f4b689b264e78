import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { admitSpecification } from '../../src/activities/admit-specification.ts';
import type { AdmitResult } from '../../src/protocol/activities.ts';
import { dependenciesIn } from './support/dependencies.ts';

const folder = await mkdtemp(join(tmpdir(), 'millwright-long-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const dependencies = dependenciesIn(folder, () => Promise.reject(new Error('Admission needs no n8n.')));

/** Checkpoints, each after the one before, with ids of this many characters. */
async function admitted(count: number, idLength: number): Promise<AdmitResult> {
  const id = (index: number): string => `t${index}-`.padEnd(idLength, 'x');
  const tasks = Array.from({ length: count }, (_, index) => ({
    task_id: id(index),
    purpose: 'A person looks at it.',
    action_type: 'human_checkpoint',
    dependencies_completed: index === 0 ? [] : [id(index - 1)],
    checkpoint_instructions: { question: 'Is it right?' },
  }));
  const components = [{ component_id: 'policy', platform: 'code', path: 'policy.mjs' }];
  return admitSpecification(dependencies, {
    spec_id: 'long',
    components,
    implementation: { task_summary: tasks },
  });
}

test('a specification of 2,000 tasks is admitted', async () => {
  const result = await admitted(2_000, 20);
  assert.ok(result.admitted);
  assert.equal(result.plan.tasks.length, 2_000);
});

test('a specification whose plan would not fit into a history is refused before anything is scheduled, with the size', async () => {
  const result = await admitted(4_900, 60);
  assert.ok(!result.admitted);
  const [problem] = result.problems;
  assert.equal(problem?.rule, 'too_many_tasks');
  assert.match(problem.message, /^The plan of 4900 tasks has \d{7} bytes; a run can hold 1000000\.$/);
});
