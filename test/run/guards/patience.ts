import assert from 'node:assert/strict';
import type { Blocker } from '../../../src/protocol/run.ts';
import type { RunState, TaskState } from '../../../src/run/run-state.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { hasEnded, isAble, stateIn, tasksById } from './oracle.ts';

const MINUTE_MS = 60_000;

/** A task waits as long as it says, counted from when the thing was last there, and then its own policy decides. */
export function patience({ plan }: Scenario): Guard {
  const taskOf = tasksById(plan);
  const downSince = new Map<string, number>();
  const missingSince = new Map<string, number>();
  let ableBefore = plan.tasks.filter((task) => task.dependsOn.length === 0).map((task) => task.id);
  let endedBefore = new Set<string>();
  return ({ happened, nowMs, run }) => {
    const { state } = run;
    const overdue = new Set<string>();
    if (happened.kind === 'look') {
      rememberMissing(missingSince, happened.found, nowMs);
      for (const { description, affectedTasks } of happened.found) {
        const waitedMs = nowMs - (missingSince.get(description) ?? nowMs);
        for (const taskId of affectedTasks)
          if (ableBefore.includes(taskId) && waitedMs >= taskOf(taskId).ifBlocked.waitMinutes * MINUTE_MS)
            overdue.add(taskId);
      }
      const wereAble = new Set(ableBefore);
      for (const { id } of plan.tasks)
        if (wereAble.has(id) && !overdue.has(id) && !state.aborted && happened.found.length > 0)
          assert.ok(!hasWaitedInVain(stateIn(state, id)), `${id} gave up too early`);
    }
    const answered = happened.kind === 'outcome' ? happened.effect.taskId : undefined;
    if (answered !== undefined && !endedBefore.has(answered)) {
      if (isUnavailable(happened)) {
        const sinceMs = downSince.get(answered) ?? nowMs;
        downSince.set(answered, sinceMs);
        if (nowMs - sinceMs >= taskOf(answered).ifBlocked.waitMinutes * MINUTE_MS) overdue.add(answered);
        else assert.equal(stateIn(state, answered).waiting?.for, 'time', `${answered} gave up too early`);
      } else downSince.delete(answered);
    }
    for (const taskId of overdue) assertGivenUp(state, taskOf(taskId));
    for (const taskId of overdue) downSince.delete(taskId);
    ableBefore = plan.tasks.filter((task) => isAble(run, task)).map((task) => task.id);
    endedBefore = new Set(plan.tasks.filter(({ id }) => hasEnded(stateIn(state, id))).map(({ id }) => id));
  };
}

function rememberMissing(since: Map<string, number>, found: Blocker[], nowMs: number): void {
  const now = new Set(found.map((blocker) => blocker.description));
  for (const description of since.keys()) if (!now.has(description)) since.delete(description);
  for (const description of now) if (!since.has(description)) since.set(description, nowMs);
}

function hasWaitedInVain({ error, skippedReason }: TaskState): boolean {
  return (error?.message ?? skippedReason ?? '').includes('It was waited for');
}

function isUnavailable(happened: Moment['happened']): boolean {
  if (happened.kind !== 'outcome') return false;
  const { outcome } = happened;
  return (
    outcome.kind === 'unavailable' ||
    (outcome.kind === 'owner_answered' && outcome.answer.outcome === 'unavailable')
  );
}

function assertGivenUp(state: RunState, task: ReturnType<ReturnType<typeof tasksById>>): void {
  const { status } = stateIn(state, task.id);
  const { then } = task.ifBlocked;
  // Another task may have ended the run at the same moment.
  if (state.aborted) return;
  assert.notEqual(then, 'abort', `${task.id} ends the run when it has waited in vain`);
  assert.equal(
    status,
    then === 'skip_with_flag' && !task.critical ? 'skipped' : 'failed',
    `${task.id} has waited`,
  );
}
