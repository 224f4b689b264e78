import { MillwrightError } from '../errors.ts';
import { parseStoredEnvironment, parseStoredSpecification } from '../spec/stored.ts';
import type { Environment, Specification, Task } from '../spec/model.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';

export interface Documents {
  specification: Specification;
  environment: Environment;
}

/** The two documents of a run, in normal form and with parameters resolved, as `admitSpecification` stored them. */
export async function readDocuments({ artifacts }: Pick<ActivityDependencies, 'artifacts'>, hashes: DocumentHashes): Promise<Documents> {
  const [specification, environment] = await Promise.all([
    artifacts.getJson(hashes.specificationHash),
    artifacts.getJson(hashes.environmentHash),
  ]);
  return { specification: parseStoredSpecification(specification), environment: parseStoredEnvironment(environment) };
}

/** @throws MillwrightError `internal` when the workflow asks for a task that its specification does not have. */
export function taskNamed(specification: Specification, taskId: string): Task {
  const task = specification.implementation.task_summary.find((each) => each.task_id === taskId);
  if (!task) throw new MillwrightError('internal', `The stored specification has no task ${taskId}.`);
  return task;
}
