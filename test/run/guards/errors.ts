import assert from 'node:assert/strict';
import type { Guard, Moment } from '../moment.ts';
import { hasEnded, stateIn } from './oracle.ts';
import { isOverAtOnce } from './repair.ts';

/** By the table of errors: what would do harm stops the run, what a person must say is asked, all else fails its task alone. */
export function errors(): Guard {
  let wasAborted = false;
  const ended = new Set<string>();
  return ({ happened, run: { state, tasksById } }) => {
    const error = errorIn(happened);
    if (error && !wasAborted && !ended.has(error.taskId)) {
      const { status } = stateIn(state, error.taskId);
      const isAborted = state.aborted !== undefined;
      switch (error.code) {
        case 'sandbox_unavailable':
          assert.deepEqual([status, isAborted], ['failed', true]);
          break;
        case 'n8n_conflict': {
          const task = tasksById.get(error.taskId);
          if (task && isOverAtOnce(task)) assert.notEqual(status, 'completed');
          else assert.deepEqual([status, isAborted], ['needs_clarification', false]);
          break;
        }
        case 'n8n_rejected':
          assert.deepEqual([status, isAborted], ['failed', false]);
          break;
      }
    }
    wasAborted = state.aborted !== undefined;
    for (const [taskId, own] of Object.entries(state.tasks))
      if (hasEnded(own)) ended.add(taskId);
      else ended.delete(taskId);
  };
}

function errorIn(happened: Moment['happened']): { taskId: string; code: string } | undefined {
  if (happened.kind !== 'outcome') return undefined;
  const { effect, outcome } = happened;
  if (outcome.kind === 'failed') return { taskId: effect.taskId, code: outcome.code };
  return outcome.kind === 'owner_answered' && outcome.answer.outcome === 'failed'
    ? { taskId: effect.taskId, code: outcome.answer.code }
    : undefined;
}
