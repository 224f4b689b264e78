import assert from 'node:assert/strict';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { compilePlan } from '../../src/plan/compile-plan.ts';
import { exclusionsOf, orderedTasks } from '../../src/plan/task-graph.ts';
import type { Specification, Task } from '../../src/spec/model.ts';
import { environment, specification, task } from './support/specifications.ts';

function compile(tasks: Task[], overrides: Partial<Specification> = {}, n8nUrl?: string) {
  return compilePlan({
    specification: specification(tasks, overrides),
    environment: environment(),
    specificationHash: 'a'.repeat(64),
    environmentHash: 'b'.repeat(64),
    n8nWorkflowId: (componentId) => `id-of-${componentId}`,
    worstCaseUsd: () => 0,
    flags: { replayedAnswers: false, searchAttributesRegistered: false },
    ...(n8nUrl !== undefined && { n8nUrl }),
  });
}

test('what is to be undone after a failure is in the plan, of the whole run and of one task', () => {
  const { settings } = specification([]);
  const whole = compile([task('one')], { settings: { ...settings, on_failure: 'rollback' } });
  assert.equal(whole.onFailure, 'rollback');
  const single = compile([task('one'), task('two', [], { on_failure: 'rollback' })]);
  assert.equal(single.onFailure, undefined);
  assert.deepEqual(
    single.tasks.map(({ onFailure }) => onFailure),
    [undefined, 'rollback'],
  );
});

test('the plan knows where n8n is, so that what was built can be a link', () => {
  assert.equal(compile([task('one')], {}, 'http://n8n:5678').n8nUrl, 'http://n8n:5678');
  assert.equal('n8nUrl' in compile([task('one')]), false);
});

test('two tasks exclude each other when one of them says so; a task itself and one that is not there are ignored', () => {
  const exclusions = exclusionsOf([
    task('one', [], { must_not_run_with: ['two', 'three', 'one', 'gone'] }),
    task('two', [], { must_not_run_with: ['one'] }),
    task('three'),
    task('four'),
  ]);
  assert.deepEqual(
    [...exclusions],
    [
      ['one', ['two', 'three']],
      ['two', ['one']],
      ['three', ['one']],
    ],
  );
});

test('a specification whose tasks wait for each other has no order, and the circle is named', () => {
  assert.throws(
    () => orderedTasks(specification([task('one', ['two']), task('two', ['one'])])),
    (error) => error instanceof MillwrightError && /one → two → one|two → one → two/.test(error.message),
  );
});
