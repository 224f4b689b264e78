import type { RunView } from '../protocol/run.ts';

/** How many tasks have each status, before any is counted: a new object each time. */
export function countsOfNoTasks(): RunView['counts'] {
  return {
    pending: 0,
    ready: 0,
    running: 0,
    verifying: 0,
    needs_clarification: 0,
    awaiting_approval: 0,
    completed: 0,
    failed: 0,
    blocked: 0,
    skipped: 0,
  };
}
