import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { OwnerAnswer } from '../../src/protocol/owner.ts';
import { createRun } from '../../src/run/create-run.ts';
import {
  applyRestoreAnswer,
  componentsToRestore,
  giveUpRestore,
  isAsked,
  mayRollBack,
  requestRestore,
  restorePauseMs,
} from '../../src/run/rollback.ts';
import { taskOf, type Run, type TaskState } from '../../src/run/run-state.ts';
import { viewOf } from '../../src/run/view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

const MINUTE_MS = 60_000;
const RESTORED = {
  outcome: 'restored',
  change: 'put back',
  tasks: [],
  active: true,
  nodes: 3,
  connections: 2,
} as const;

/** Three tasks on two n8n workflows: `early` and `again` on `a`, `late` on `b`. */
function run(states: Record<string, Partial<TaskState>>, onFailure?: 'rollback'): Run {
  const task = (id: string, component: string) => ({
    ...simulatedTask({ id, kind: 'nodes', critical: true }),
    component,
    n8nComponent: component,
  });
  const plan = planOf([task('early', 'a'), task('late', 'b'), task('again', 'a')], 4, 50, ['a', 'b']);
  const made = createRun({ ...plan, n8nUrl: 'http://n8n', ...(onFailure && { onFailure }) }, 0);
  for (const [id, state] of Object.entries(states)) Object.assign(taskOf(made, id).state, state);
  return made;
}

const TOUCHED: Record<string, Partial<TaskState>> = {
  early: { status: 'completed', requests: 1, startedAtMs: 10 },
  late: { status: 'failed', requests: 1, startedAtMs: 20 },
  again: { status: 'completed', requests: 2, startedAtMs: 30 },
};

/** Asks for `b` at `nowMs` and gives the answer. */
function answered(made: Run, answer: object, nowMs: number): void {
  const request = requestRestore(made, 'b', nowMs);
  assert.ok(request);
  applyRestoreAnswer(made, { requestId: request.requestId, ...answer } as OwnerAnswer, nowMs);
}

const textOf = (made: Run): string | undefined =>
  viewOf(made, { workflowId: 'w', runId: 'r' }).components.find(({ id }) => id === 'b')?.rollback?.text;

test('nothing is noted for a plan that never undoes anything', () => {
  const { plan } = run({}).state;
  assert.equal(mayRollBack(plan), false);
  assert.equal(mayRollBack({ ...plan, onFailure: 'rollback' }), true);
  const tasks = plan.tasks.map((task) => ({ ...task, onFailure: 'rollback' as const }));
  assert.equal(mayRollBack({ ...plan, tasks }), true);
});

test('a failed run whose policy says so puts back all that it touched, the last touched first', () => {
  assert.deepEqual(componentsToRestore(run(TOUCHED, 'rollback')), ['b', 'a']);
});

test('without that policy only what a failed task touched that says so itself', () => {
  const made = run(TOUCHED);
  assert.deepEqual(componentsToRestore(made), []);
  for (const task of made.state.plan.tasks) task.onFailure = 'rollback';
  assert.deepEqual(componentsToRestore(made), ['b']);
});

test('what no task touched stays as it is, and so does the work of a run that succeeded', () => {
  assert.deepEqual(
    componentsToRestore(run({ ...TOUCHED, late: { status: 'failed', requests: 0 } }, 'rollback')),
    ['a'],
  );
  assert.deepEqual(
    componentsToRestore(run({ ...TOUCHED, late: { status: 'completed', requests: 1 } }, 'rollback')),
    [],
  );
});

test('what was put back is told with what stands there then, and is not asked for again', () => {
  const made = run(TOUCHED, 'rollback');
  answered(made, RESTORED, 100);
  assert.deepEqual(made.state.components['b'], {
    ...made.state.components['b'],
    active: true,
    nodes: 3,
    connections: 2,
  });
  assert.equal(requestRestore(made, 'b', 200), undefined);
  assert.equal(textOf(made), 'It was put back as it was before this run.');
  const view = viewOf(made, { workflowId: 'w', runId: 'r' });
  assert.equal(view.components.find(({ id }) => id === 'b')?.url, 'http://n8n/workflow/w');
  assert.deepEqual(
    view.tasks.flatMap(({ id, undone }) => (undone ? [id] : [])),
    ['late'],
  );
});

test('an n8n that is away is asked again, later each time, and left as it is after ten minutes', () => {
  const made = run(TOUCHED, 'rollback');
  const away = { outcome: 'unavailable', reason: 'n8n does not answer.', code: 'n8n_unreachable' };
  answered(made, away, 0);
  assert.equal(restorePauseMs(made, 'b'), 2_000);
  assert.match(textOf(made) ?? '', /asked again/);
  answered(made, away, 9 * MINUTE_MS);
  assert.equal(restorePauseMs(made, 'b'), 4_000);
  answered(made, away, 10 * MINUTE_MS);
  assert.equal(restorePauseMs(made, 'b'), undefined);
  assert.equal(textOf(made), 'n8n does not answer. It was waited for.');
});

const KEPT: readonly [answer: object, reason: string][] = [
  [{ outcome: 'kept', reason: 'A person changed it.' }, 'A person changed it.'],
  [{ outcome: 'failed', message: 'n8n refused it.', code: 'n8n_rejected' }, 'n8n refused it.'],
  [{ outcome: 'done' }, 'The owner answered done, which is no answer to this.'],
  [{ outcome: 'conflict' }, 'The owner answered conflict, which is no answer to this.'],
];
for (const [answer, reason] of KEPT) {
  test(`what could not be put back stays, and it is said why: ${reason}`, () => {
    const made = run(TOUCHED, 'rollback');
    answered(made, answer, 1);
    assert.equal(textOf(made), reason);
    assert.equal(isAsked(made, 'b'), false);
  });
}

test('an owner that does not answer in time is not waited for, and a late answer changes nothing', () => {
  const made = run(TOUCHED, 'rollback');
  const request = requestRestore(made, 'b', 0);
  assert.ok(request && isAsked(made, 'b'));
  assert.match(textOf(made) ?? '', /is being put back/);
  applyRestoreAnswer(made, { requestId: 'of another', ...RESTORED }, 1);
  assert.ok(isAsked(made, 'b'));
  giveUpRestore(made, 'b');
  applyRestoreAnswer(made, { requestId: request.requestId, ...RESTORED }, 2);
  assert.equal(textOf(made), 'The owner of the n8n workflow did not answer.');
});
