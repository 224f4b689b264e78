import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'vitest';
import type { RunView } from '../../src/protocol/run.ts';
import { compilePlan } from '../../src/plan/compile-plan.ts';
import { phase5Handoff } from '../../src/report/handoff.ts';
import { createRun } from '../../src/run/create-run.ts';
import { applyDecision } from '../../src/run/decisions.ts';
import { isFinished } from '../../src/run/ending.ts';
import { auditOf } from '../../src/run/escalation.ts';
import { applyOutcome } from '../../src/run/outcomes.ts';
import { nextDeadlineMs } from '../../src/run/readiness.ts';
import type { Run } from '../../src/run/run-state.ts';
import { nextEffects } from '../../src/run/task-program.ts';
import { giveUpOnUndecided } from '../../src/run/undecided.ts';
import { viewOf } from '../../src/run/view.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { LOCAL_ENVIRONMENT } from '../../src/spec/local-environment.ts';
import type { Task } from '../../src/spec/model.ts';

const MANUAL = join(import.meta.dirname, '../cases/manual.yaml');

/** The case of work that nobody does, each task changed by `change`, with all its questions open at the time 0. */
async function openQuestions(change: (task: Task) => void = () => undefined): Promise<Run> {
  const { specification } = await loadSpecification(MANUAL);
  specification.implementation.task_summary.forEach(change);
  const plan = compilePlan({
    specification,
    environment: { ...LOCAL_ENVIRONMENT, channels: { ops: '#operations' } },
    specificationHash: 's',
    environmentHash: 'e',
    n8nWorkflowId: (id) => id,
    worstCaseUsd: () => 0,
    flags: { replayedAnswers: false, searchAttributesRegistered: false },
  });
  const run = createRun(plan, 0);
  for (const { taskId } of nextEffects(run, 0))
    applyOutcome(run, taskId, { kind: 'described', question: `${taskId}?`, shown: '', digest: taskId }, 0);
  return run;
}

/** Wakes the run whenever it wants to be woken, as the workflow does. */
function passTime(run: Run, untilMs: number): void {
  giveUpOnUndecided(run, 0);
  for (let nextMs = nextDeadlineMs(run); nextMs !== undefined && nextMs <= untilMs;) {
    giveUpOnUndecided(run, nextMs);
    nextMs = isFinished(run) ? undefined : nextDeadlineMs(run);
  }
}

const view = (run: Run): RunView => viewOf(run, { workflowId: 'w', runId: 'r' });

function statusOf(run: Run): Record<string, string> {
  return Object.fromEntries(view(run).tasks.map(({ id, status }) => [id, status]));
}

const MINUTE_MS = 60_000;

test('what nobody does is escalated, skipped, or ends the run, when the time that it says is over', async () => {
  const run = await openQuestions();
  passTime(run, MINUTE_MS - 1);
  assert.deepEqual(statusOf(run), {
    labels: 'awaiting_approval',
    shelves: 'skipped',
    poster: 'awaiting_approval',
    question: 'awaiting_approval',
  });
  passTime(run, MINUTE_MS);
  assert.deepEqual(view(run).escalations, [
    {
      taskId: 'labels',
      channel: '#operations',
      reason: 'Nobody decided on labels within 1 minutes.',
      at: '1970-01-01T00:01:00.000Z',
    },
  ]);
  assert.equal(run.state.aborted?.by, 'if_blocked of poster');
  const poster = view(run).tasks.find(({ id }) => id === 'poster');
  assert.equal(poster?.status, 'blocked', 'critical work is never skipped');
  assert.equal(poster?.error?.code, 'nobody_decided');
});

test('undone work by hand is to be verified by a person, and what was escalated is a known issue', async () => {
  const run = await openQuestions();
  passTime(run, MINUTE_MS);
  const { manual_verification_needed, known_issues } = phase5Handoff(view(run));
  for (const id of ['labels', 'shelves', 'poster'])
    assert.ok(
      manual_verification_needed.some((line) => line.startsWith(`${id}: to be done by hand, and not done`)),
      id,
    );
  assert.match(known_issues[0]?.issue ?? '', /^labels was escalated to #operations: Nobody decided/);
});

test('an escalated question stays open, is escalated once, and is answered as before', async () => {
  const run = await openQuestions((task) => {
    if (task.task_id !== 'labels') delete task.if_blocked;
  });
  passTime(run, 1_000 * MINUTE_MS);
  assert.equal(run.state.escalations?.length, 1);
  assert.equal(nextDeadlineMs(run), undefined, 'the run wakes up for nothing');
  const answer = {
    checkpoint: 'labels',
    digest: 'labels',
    decision: 'continue',
    by: 'Ada',
    decision_id: '1',
  } as const;
  assert.equal(applyDecision(run, answer, 2_000 * MINUTE_MS).effect, 'accepted');
  assert.equal(statusOf(run)['labels'], 'completed');
  assert.deepEqual(
    auditOf(view(run)).map(({ at }) => at),
    ['1970-01-01T00:01:00.000Z', '1970-01-02T09:20:00.000Z'],
  );
});

test('without an `if_blocked` people are waited for, for ever', async () => {
  const run = await openQuestions((task) => delete task.if_blocked);
  passTime(run, 1_000_000 * MINUTE_MS);
  assert.deepEqual(new Set(Object.values(statusOf(run))), new Set(['awaiting_approval']));
});

test('a critical task that may be skipped fails when nobody decides', async () => {
  const run = await openQuestions((task) => {
    if (task.task_id === 'shelves') task.critical = true;
  });
  passTime(run, 0);
  assert.equal(statusOf(run)['shelves'], 'failed');
});
