import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { RunView, TaskView } from '../../src/protocol/run.ts';
import { createRun } from '../../src/run/create-run.ts';
import { explainTask } from '../../src/run/explain.ts';
import { viewOf } from '../../src/run/view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { planOf } from './plan-of.ts';

/** A run of `one`, `two` after it, `three` after both; its tasks stand as told. */
function view(changes: Record<string, Partial<TaskView>>): RunView {
  const tasks = [
    simulatedTask({ id: 'one', kind: 'nodes' }),
    simulatedTask({ id: 'two', kind: 'nodes', dependsOn: ['one'] }),
    simulatedTask({ id: 'three', kind: 'nodes', dependsOn: ['one', 'two'] }),
  ];
  const whole = viewOf(createRun(planOf(tasks, 1), 0), { workflowId: 'w', runId: 'r' });
  return { ...whole, tasks: whole.tasks.map((task) => ({ ...task, ...changes[task.id] })) };
}

const ERROR = {
  code: 'acceptance_failed',
  message: 'The check was red.',
  fix: 'Look at the evidence.',
  recoverable: true,
  resolutionAttempted: '',
} as const;
const DEPENDENCY_FAILED = {
  ...ERROR,
  code: 'dependency_failed',
  message: 'Needs one, which did not complete.',
} as const;

const SENTENCES: readonly [is: Partial<TaskView>, says: string][] = [
  [{ status: 'ready' }, 'one is ready and starts as soon as there is a free place.'],
  [{ status: 'running', waitsFor: undefined }, 'one is running.'],
  [{ status: 'verifying', waitsFor: 'n8n' }, 'one is verifying: it waits for n8n.'],
  [
    { status: 'needs_clarification', waitsFor: undefined },
    'one waits for a decision: see the open checkpoints.',
  ],
  [{ status: 'blocked', waitsFor: 'the credential crm' }, 'one is blocked: the credential crm'],
  [{ status: 'blocked', error: ERROR }, 'one is blocked: The check was red.'],
  [{ status: 'blocked', waitsFor: undefined }, 'one is blocked: see the blockers of the run.'],
  [{ status: 'failed', error: ERROR }, 'one failed: The check was red. Look at the evidence.'],
  [{ status: 'failed' }, 'one failed: no reason was recorded'],
  [{ status: 'skipped', skippedReason: 'A person left it out.' }, 'one was skipped: A person left it out.'],
  [{ status: 'skipped' }, 'one was skipped: no reason was recorded'],
  [
    {
      status: 'completed',
      evidence: { passed: true, summary: 'It stands.', evidenceHash: 'e', failureSignature: '' },
    },
    'one is completed: It stands.',
  ],
  [{ status: 'completed' }, 'one is completed: no evidence was recorded'],
];

for (const [is, says] of SENTENCES) {
  test(`a task that is ${is.status} says so: ${says}`, () => {
    assert.deepEqual(explainTask(view({ one: is }), 'one'), [says]);
  });
}

test('a task that waits for a person names the question', () => {
  const asking = view({ one: { status: 'awaiting_approval', waitsFor: 'a decision on one' } });
  const [checkpoint] = [{ checkpointId: 'one', question: 'Go live?' }] as RunView['openCheckpoints'];
  assert.ok(checkpoint);
  assert.deepEqual(explainTask({ ...asking, openCheckpoints: [checkpoint] }, 'one'), [
    'one waits for a decision on one: Go live?',
  ]);
});

test('the chain leads down to the cause, past what is done and what only waits itself', () => {
  const failed = view({
    one: { status: 'failed', error: ERROR },
    two: { status: 'blocked', error: DEPENDENCY_FAILED },
    three: { status: 'blocked', error: DEPENDENCY_FAILED },
  });
  assert.deepEqual(explainTask(failed, 'three'), [
    'three is blocked: Needs one, which did not complete.',
    'one failed: The check was red. Look at the evidence.',
  ]);
  const waiting = view({
    one: { status: 'completed' },
    two: { status: 'pending' },
    three: { status: 'pending' },
  });
  assert.equal(explainTask(waiting, 'three').length, 2);
  assert.match(explainTask(waiting, 'three')[1] ?? '', /^two waits for /);
});

test('a task that the run does not have is said to be unknown', () => {
  assert.deepEqual(explainTask(view({}), 'four'), ['There is no task four in this run.']);
});
