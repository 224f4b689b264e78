import type { Task } from '../spec/model.ts';
import { nodesOfTask } from '../spec/nodes-of-task.ts';

/** True if the task builds something that calls this integration, or calls it itself. */
export function usesIntegration(task: Task, integrationId: string): boolean {
  const { gate_instructions: gate, integration_instructions: probe } = task;
  return [
    gate?.integration,
    probe?.integration,
    ...nodesOfTask(task).map(({ node }) => node.integration),
  ].includes(integrationId);
}
