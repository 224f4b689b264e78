import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { viewOf } from '../../src/run/view.ts';
import type { Run } from '../../src/run/run-state.ts';
import { isWorking } from '../../src/run/roster.ts';
import { scenarios, simulate, workingCount, type Scenario } from './simulation.ts';

const RUNS = { numRuns: 500 };

function forEveryScenario(check: (scenario: Scenario) => void): void {
  fc.assert(fc.property(scenarios, check), RUNS);
}

test('every run comes to an end, whatever fails, whoever decides, and however often its state is carried over', () => {
  forEveryScenario((scenario) => {
    const { finished } = simulate(scenario, () => undefined);
    assert.ok(finished);
  });
});

test('a task never starts before everything it depends on has completed', () => {
  forEveryScenario((scenario) => {
    simulate(scenario, (run) => {
      for (const task of run.state.plan.tasks) {
        const state = run.state.tasks[task.id];
        if (!state || !isWorking(state)) continue;
        for (const dependency of task.dependsOn)
          assert.equal(run.state.tasks[dependency]?.status, 'completed', `${task.id} before ${dependency}`);
      }
    });
  });
});

test('parallelism never passes its limit, and tasks that exclude each other never work at the same time', () => {
  forEveryScenario((scenario) => {
    simulate(scenario, (run) => {
      assert.ok(workingCount(run) <= scenario.plan.maxParallel);
      for (const task of run.state.plan.tasks) {
        const state = run.state.tasks[task.id];
        if (!state || !isWorking(state)) continue;
        for (const other of task.excludes) assert.ok(!isWorkingTask(run, other), `${task.id} with ${other}`);
      }
    });
  });
});

test('spent and reserved money together never pass the limit in force', () => {
  forEveryScenario((scenario) => {
    simulate(scenario, ({ state: { ledger } }) => {
      assert.ok(ledger.spentUsd + ledger.reservedUsd <= ledger.stopUsd + 1e-9);
      assert.ok(ledger.reservedUsd >= 0);
    });
  });
});

test('completed means passing evidence, and the counts of the view add up at every moment', () => {
  forEveryScenario((scenario) => {
    simulate(scenario, (run) => {
      const view = viewOf(run, { workflowId: 'w', runId: 'r' });
      assert.equal(
        Object.values(view.counts).reduce((a, b) => a + b, 0),
        scenario.plan.tasks.length,
      );
      for (const task of view.tasks)
        if (task.status === 'completed') assert.equal(task.evidence?.passed, true, task.id);
    });
  });
});

test('at the end no task is left over: each is completed, failed, blocked or skipped, and says why', () => {
  forEveryScenario((scenario) => {
    const { run } = simulate(scenario, () => undefined);
    for (const task of viewOf(run, { workflowId: 'w', runId: 'r' }).tasks) {
      assert.ok(
        ['completed', 'failed', 'blocked', 'skipped'].includes(task.status),
        `${task.id} is ${task.status}`,
      );
      if (task.status !== 'completed') assert.ok(task.error ?? task.skippedReason, `${task.id} says nothing`);
    }
  });
});

test('nothing is activated while a critical task of the same workflow has not passed', () => {
  forEveryScenario((scenario) => {
    simulate(scenario, (run) => {
      for (const task of run.state.plan.tasks.filter((each) => each.kind === 'activation')) {
        const state = run.state.tasks[task.id];
        if (!state || state.waiting?.for !== 'owner') continue;
        const open = run.state.plan.tasks.filter(
          (other) => other.critical && !reaches(run, other.id, task.id) && other.id !== task.id,
        );
        for (const other of open)
          assert.equal(run.state.tasks[other.id]?.status, 'completed', `${task.id} before ${other.id}`);
      }
    });
  });
});

function isWorkingTask(run: Run, taskId: string): boolean {
  const state = run.state.tasks[taskId];
  return state !== undefined && isWorking(state);
}

/** True if `taskId` depends on `onId`, directly or through others. */
function reaches(run: Run, taskId: string, onId: string): boolean {
  const direct = run.tasksById.get(taskId)?.dependsOn ?? [];
  return direct.includes(onId) || direct.some((id) => reaches(run, id, onId));
}
