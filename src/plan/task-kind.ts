import { MillwrightError } from '../errors.ts';
import type { Task } from '../spec/model.ts';
import type { TaskKind } from '../protocol/plan.ts';

/**
 * Which program of steps a task runs through, by platform and action type.
 * @throws MillwrightError `not_supported` for a pair that has no program: it is never done in a way nobody asked for.
 */
export function taskKind(task: Task): TaskKind {
  switch (task.platform) {
    case 'manual':
      return 'manual';
    case 'orchestrator':
      return orchestratorKind(task);
    case 'n8n':
      return n8nKind(task);
    case 'code':
      return task.action_type === 'write_transform' ? 'generated_code' : unsupported(task);
    case 'external_tool':
      return task.action_type === 'test_integration' ? 'probe' : unsupported(task);
  }
}

/** Whether the program asks the model; code written by the author runs the same program without a call. */
export function asksModel(task: Task): boolean {
  return taskKind(task) === 'generated_code' && task.code_instructions?.source === undefined;
}

function orchestratorKind(task: Task): TaskKind {
  switch (task.action_type) {
    case 'human_checkpoint':
      return 'checkpoint';
    case 'activate_workflow':
      return 'activation';
    default:
      return unsupported(task);
  }
}

function n8nKind(task: Task): TaskKind {
  switch (task.action_type) {
    case 'create_node':
    case 'configure_connection':
    case 'setup_webhook':
    case 'configure_gate':
      return 'nodes';
    case 'write_transform':
      return 'generated_code';
    case 'test_integration':
      return task.acceptance_check.cases.length > 0 ? 'end_to_end' : 'probe';
    case 'human_checkpoint':
    case 'activate_workflow':
      return unsupported(task);
  }
}

function unsupported(task: Task): never {
  throw new MillwrightError(
    'not_supported',
    `Task ${task.task_id}: nothing does ${task.action_type} on platform ${task.platform}.`,
  );
}
