import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { carry, earlierRunIds, resume, type CarriedRun } from '../../src/run/carried-run.ts';
import { createRun } from '../../src/run/create-run.ts';
import { isFinished, runStatus } from '../../src/run/ending.ts';
import { lookIsDue, nextDeadlineMs } from '../../src/run/readiness.ts';
import { taskOf, type Run } from '../../src/run/run-state.ts';
import { tasksToAdvance } from '../../src/run/scheduler.ts';
import { viewOf } from '../../src/run/view.ts';
import { simulatedTask } from '../workflows/simulated-task.ts';
import { diceOf } from './dice.ts';
import { RUNS } from './runs.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { planOf, simulate } from './simulation.ts';

/** The run as the next one of its chain receives it. */
function carriedOver(run: Run): Run {
  return resume(JSON.parse(JSON.stringify(carry(run, 'plan'))), run.state.plan);
}

/** All that happened and was started, and how it ended. */
function historyOf(scenario: Scenario, between: (run: Run) => Run): unknown[] {
  const lines: unknown[] = [];
  const run = simulate(scenario, {
    between,
    observe: ({ nowMs, happened, started }) => lines.push(structuredClone([nowMs, happened, started])),
  });
  return [...lines, JSON.parse(JSON.stringify(run.state))];
}

test('a run that is carried over, at whatever moments, does the same as one that never is', () => {
  fc.assert(
    fc.property(scenarios, fc.constantFrom(10, 50, 100), (scenario, percent) => {
      const dice = diceOf(scenario.seed + 1);
      assert.deepEqual(
        historyOf(scenario, (run) => (dice.chance(percent) ? carriedOver(run) : run)),
        historyOf(scenario, (run) => run),
      );
    }),
    { numRuns: RUNS },
  );
});

/** Everything that can be asked of a run. */
function answersOf(run: Run, nowMs: number): unknown {
  return {
    tasksToAdvance: tasksToAdvance(run),
    isFinished: isFinished(run),
    runStatus: runStatus(run),
    nextDeadlineMs: nextDeadlineMs(run),
    lookIsDue: [lookIsDue(run, false, nowMs), lookIsDue(run, true, nowMs)],
    view: viewOf(run, { workflowId: 'w', runId: 'r' }),
  };
}

test('what a run keeps to answer quickly says the same as what is worked out anew from its state', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const dice = diceOf(scenario.seed + 1);
      let latestMs = 0;
      simulate(scenario, {
        observe: ({ nowMs }) => (latestMs = nowMs),
        // Not always: a question may by itself bring up to date what is kept.
        between: (run) => {
          if (dice.chance(40))
            assert.deepEqual(answersOf(run, latestMs), answersOf(carriedOver(run), latestMs));
          return run;
        },
      });
    }),
    { numRuns: RUNS },
  );
});

test('the state of a later build is not taken for one of this build', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', kind: 'nodes' })], 1), 0);
  const later = { ...carry(run, 'plan'), schemaVersion: 2 } as unknown as CarriedRun;
  assert.throws(() => resume(later, run.state.plan), /Unknown version of a carried run: 2/);
});

test('a long summary is cut where a run is carried over; the whole of it stays in the stored evidence', () => {
  const run = createRun(planOf([simulatedTask({ id: 'one', kind: 'nodes' })], 1), 0);
  const summary = 's'.repeat(400);
  taskOf(run, 'one').state.passedEvidence.push({
    passed: true,
    summary,
    evidenceHash: 'e',
    failureSignature: '',
  });
  const [kept] = taskOf(resume(carry(run, 'plan'), run.state.plan), 'one').state.passedEvidence;
  assert.equal(kept?.evidenceHash, 'e');
  assert.equal(kept.summary, `${'s'.repeat(159)}…`);
});

test('the state of a build that named no runs yields the first of its chain and the one before', () => {
  const carried = carry(createRun(planOf([], 1), 0), 'plan');
  const info = { firstExecutionRunId: 'first', continuedFromExecutionRunId: 'before' };
  assert.deepEqual(earlierRunIds(carried, info), ['first', 'before']);
  assert.deepEqual(earlierRunIds(carried, { ...info, continuedFromExecutionRunId: 'first' }), ['first']);
  assert.deepEqual(earlierRunIds({ ...carried, earlierRunIds: ['a', 'b', 'c'] }, info), ['a', 'b', 'c']);
});
