import assert from 'node:assert/strict';
import { coresdk } from '@temporalio/proto';
import { test } from 'vitest';
import { WholeSteps } from '../../src/workflows/whole-steps.ts';

type Activation = Parameters<WholeSteps['activate']>[0]['activation'];
type Job = NonNullable<Activation['jobs']>[number];

const result: Job = { resolveActivity: { seq: 1 } };
const query = (queryType: string): Job => ({ queryWorkflow: { queryType } });

/** A workflow, as the worker activates it. @returns what it did with each */
function taken(...activations: Activation[]): ('taken' | 'left' | 'refused')[] {
  const steps = new WholeSteps();
  return activations.map((activation) => {
    let isTaken = false;
    const next = (): void => void (isTaken = true);
    try {
      steps.activate({ activation, batchIndex: 0 }, next);
    } catch (error) {
      assert.match(String(error), /ask again/);
      return 'refused';
    }
    return isTaken ? 'taken' : 'left';
  });
}

/** What is handed over up to an event, in the step that another one started. */
function upTo(historyLength: number, started: number, jobs = [result]): Activation {
  return { historyLength, jobs, isReplaying: false, timestamp: { nanos: started } };
}

test('steps are taken, and so is what a step itself brings about', () => {
  assert.deepEqual(taken(upTo(10, 10), upTo(10, 11), upTo(10, 11), upTo(14, 14)), Array(4).fill('taken'));
});

test('more events in a step that had started are half of the next one: they are not taken, and what comes with them is refused', () => {
  assert.deepEqual(
    taken(upTo(10, 10), upTo(10, 10, [query('status')]), upTo(12, 10), upTo(12, 10, [query('status')])),
    ['taken', 'taken', 'left', 'refused'],
  );
  assert.deepEqual(taken(upTo(10, 10), upTo(12, 10), upTo(14, 14)), ['taken', 'left', 'refused']);
});

test('a run that has ended is answered, as of its last step', () => {
  assert.deepEqual(
    taken(
      upTo(10, 10),
      upTo(12, 10),
      upTo(12, 10, [query('endedStatus')]),
      upTo(12, 10, [query('endedPlan')]),
    ),
    ['taken', 'left', 'taken', 'taken'],
  );
});

test('what is replayed, and a step that starts within the same tick of the clock, is taken', () => {
  const first = { ...upTo(10, 10), historySizeBytes: sizeOf(1) };
  const replayed = { ...upTo(12, 10), historySizeBytes: sizeOf(1), isReplaying: true };
  const grown = { ...upTo(16, 10), historySizeBytes: sizeOf(2) };
  assert.deepEqual(taken(first, replayed, grown), Array(3).fill('taken'));
});

function sizeOf(historySizeBytes: number): Activation['historySizeBytes'] {
  return coresdk.workflow_activation.WorkflowActivation.fromObject({ historySizeBytes }).historySizeBytes;
}
