import type { ActionType, Task } from '../spec/model.ts';
import { taskKind } from './task-kind.ts';

/** Inclusive range of whole minutes. */
export interface MinutesRange {
  min: number;
  max: number;
}

const SIMPLE: MinutesRange = { min: 2, max: 5 };
const MEDIUM: MinutesRange = { min: 5, max: 10 };
const COMPLEX: MinutesRange = { min: 10, max: 20 };
/** Waiting for people is no working time. */
const NO_WORK: MinutesRange = { min: 0, max: 0 };

/** Minutes that the phase format budgets for a task; gates count as complex because they are tested with every answer. */
const MINUTES_BY_ACTION: Record<ActionType, MinutesRange> = {
  create_node: SIMPLE,
  configure_connection: SIMPLE,
  activate_workflow: SIMPLE,
  write_transform: MEDIUM,
  setup_webhook: MEDIUM,
  test_integration: COMPLEX,
  configure_gate: COMPLEX,
  human_checkpoint: NO_WORK,
};

/** Minutes a task takes. The author's own `estimated_minutes` wins. */
export function estimateTask(task: Task): MinutesRange {
  if (task.estimated_minutes !== undefined)
    return { min: task.estimated_minutes, max: task.estimated_minutes };
  return taskKind(task) === 'manual' ? NO_WORK : MINUTES_BY_ACTION[task.action_type];
}

/** One number for where one is needed: the upper end, so that a plan does not promise too much. */
export function estimatedMinutes(task: Task): number {
  return estimateTask(task).max;
}
