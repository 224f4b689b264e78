import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { implementationOutput } from '../../src/report/implementation-output.ts';
import { implementationOutputSchema } from '../../src/report/output-schema.ts';
import * as example from './abandoned-cart-view.ts';
import { runView } from './random-run-view.ts';

const NOW = '2026-11-21T13:00:00.000Z';

test('every task appears once and the counts add up, whatever the run', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const { execution_summary: summary, task_results: results } = implementationOutput(view, NOW);
      assert.deepEqual(
        results.map((result) => result.task_id),
        view.tasks.map((task) => task.id),
      );
      const { tasks_completed, tasks_failed, tasks_blocked, tasks_skipped, total_tasks } = summary;
      assert.equal(tasks_completed + tasks_failed + tasks_blocked + tasks_skipped, total_tasks);
      assert.equal(total_tasks, view.tasks.length);
      for (const status of ['completed', 'failed', 'blocked', 'skipped'] as const) {
        assert.equal(results.filter((result) => result.status === status).length, summary[`tasks_${status}`]);
      }
    }),
  );
});

test('every output follows the strict schema and survives JSON', () => {
  fc.assert(
    fc.property(runView, (view) => {
      const output = implementationOutput(view, NOW);
      assert.deepEqual(implementationOutputSchema.parse(JSON.parse(JSON.stringify(output))), output);
    }),
  );
});

test('the schema refuses a field that the phase format does not have', () => {
  const output = implementationOutput(example.completedView, NOW);
  assert.throws(() => implementationOutputSchema.parse({ ...output, opinion: 'looks fine' }));
  const summary = { ...output.execution_summary, opinion: 'looks fine' };
  assert.throws(() => implementationOutputSchema.parse({ ...output, execution_summary: summary }));
});

test("Millwright's words become the phase format's, and the exact word is kept", () => {
  const words = [
    [example.completedView, 'completed'],
    [example.withErrorsView, 'completed_with_errors'],
    [example.failedView, 'aborted'],
    [example.abortedView, 'aborted'],
    [example.blockedView, 'blocked'],
    [example.waitingView, 'blocked'],
    [example.runningView, 'blocked'],
  ] as const;
  for (const [view, word] of words) {
    const output = implementationOutput(view, NOW);
    assert.equal(output.execution_summary.status, word, view.status);
    assert.equal(output.millwright.run_status, view.status);
  }
});

test('a task that is not completed says why; a completed one has no error', () => {
  fc.assert(
    fc.property(runView, (view) => {
      for (const result of implementationOutput(view, NOW).task_results) {
        assert.equal(result.error === undefined, result.status === 'completed');
      }
    }),
  );
});

test('durations come from the times of the view', () => {
  const output = implementationOutput(example.completedView, NOW);
  assert.equal(output.metadata.duration_minutes, 3);
  assert.equal(output.millwright.duration_seconds, 200);
  assert.equal(output.task_results[0]?.duration_seconds, 12);
});

test('a failed round that a later one mended is a resolved error', () => {
  const { errors } = implementationOutput(example.completedView, NOW).errors_and_blockers;
  assert.deepEqual(errors, [
    {
      task_id: 'discount-policy',
      error_type: 'acceptance_failed',
      error_message: '9 of 10 samples: "exactly 50" gave 5, expected 0.',
      resolution_attempted: 'repair round 1',
      resolved: true,
    },
  ]);
});

test('a failed task names the tasks that it holds back, and they are no errors of their own', () => {
  const { errors, blockers } = implementationOutput(example.failedView, NOW).errors_and_blockers;
  assert.deepEqual([...new Set(errors.map((error) => error.task_id))], ['discount-policy']);
  assert.deepEqual(
    blockers.map((blocker) => [blocker.blocker_type, blocker.affected_tasks.length]),
    [['dependency_failed', 6]],
  );
});

test('the inventory names every node and connection of a written task with owner and proof', () => {
  const specification = {
    implementation: {
      task_summary: [
        {
          task_id: 'checkout-webhook',
          n8n_instructions: {
            node: { node_name: 'Checkout webhook' },
            more_nodes: [],
            connections: [{ from_node: 'Still open?', to_node: 'Approval', output_index: 0, output: 'true' }],
          },
          webhook_instructions: { response: { node_name: 'Answer' } },
        },
        { task_id: 'go-live' },
        {
          task_id: 'slack-approval',
          n8n_instructions: { node: { node_name: 'Gate' }, more_nodes: [], connections: [] },
        },
      ],
    },
  };
  const { inventory } = implementationOutput(example.runningView, NOW, { specification }).millwright;
  assert.equal(inventory.complete, true);
  const owned = inventory.items.filter((item) => item.owner_task === 'checkout-webhook');
  assert.deepEqual(
    owned.map((item) => [item.kind, item.name, item.verified]),
    [
      ['node', 'Checkout webhook', true],
      ['node', 'Answer', true],
      ['connection', 'Still open? (true) → Approval', true],
    ],
  );
  assert.ok(
    !inventory.items.some((item) => item.name === 'Gate'),
    'a task that never began has built nothing',
  );
});

test('the inventory of the example lists all that its plan promises', async () => {
  const { specification } = await loadSpecification('examples/abandoned-cart/specification.yaml');
  const { items } = implementationOutput(example.completedView, NOW, { specification }).millwright.inventory;
  const kinds = Map.groupBy(items, (item) => item.kind);
  assert.equal((kinds.get('node')?.length ?? 0) + (kinds.get('gate')?.length ?? 0), 10);
  assert.equal(kinds.get('connection')?.length, 10);
  assert.ok(kinds.get('file')?.some((item) => item.name === 'discount-policy.mjs'));
  assert.ok(items.every((item) => item.verified || item.name === 'environment demo'));
});

test('without the specification the inventory says that it is not complete', () => {
  for (const specification of [undefined, null, 'text', { implementation: 3 }]) {
    const { inventory } = implementationOutput(example.completedView, NOW, { specification }).millwright;
    assert.equal(inventory.complete, false);
  }
});
