import { MillwrightError } from '../errors.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../spec/parse.ts';
import { bindStandIns } from '../spec/stand-in-urls.ts';
import type { Environment, Specification, Task } from '../spec/model.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';

export interface Documents {
  specification: Specification;
  environment: Environment;
}

/** Parsed documents by hash: every activity of a run reads the same two. */
const KEPT = 20;
const specifications = new Map<string, Specification>();
const environments = new Map<string, Environment>();

/**
 * The two documents of a run, in normal form and with parameters resolved, as `admitSpecification` stored them. Stand-ins
 * that were not there then are bound now: nothing is ever built for the real service in their place.
 */
export async function readDocuments(
  { artifacts, standInsUrl }: Pick<ActivityDependencies, 'artifacts' | 'standInsUrl'>,
  hashes: DocumentHashes,
): Promise<Documents> {
  const [specification, environment] = await Promise.all([
    remembered(specifications, hashes.specificationHash, async () => {
      const parsed = parseSpecificationDocument(await artifacts.getJson(hashes.specificationHash));
      return parsed.ok ? parsed.specification : undefined;
    }),
    readEnvironment({ artifacts }, hashes.environmentHash),
  ]);
  return { specification, environment: bindStandIns(environment, await standInsUrl()) };
}

/** The environment of a run alone: what is needed to reach its n8n. */
export async function readEnvironment(
  { artifacts }: Pick<ActivityDependencies, 'artifacts'>,
  hash: string,
): Promise<Environment> {
  return remembered(environments, hash, async () => {
    const parsed = parseEnvironmentDocument(await artifacts.getJson(hash));
    return parsed.ok ? parsed.environment : undefined;
  });
}

async function remembered<Value>(
  cache: Map<string, Value>,
  hash: string,
  read: () => Promise<Value | undefined>,
): Promise<Value> {
  const known = cache.get(hash);
  if (known !== undefined) return known;
  const value = await read();
  if (value === undefined)
    throw new MillwrightError(
      'artifact_corrupt',
      `The stored document ${hash} is not valid for this version of Millwright.`,
    );
  const [oldest] = cache.keys();
  if (cache.size >= KEPT && oldest !== undefined) cache.delete(oldest);
  cache.set(hash, value);
  return value;
}

/** @throws MillwrightError `internal` when the workflow asks for a task that its specification does not have. */
export function taskNamed(specification: Specification, taskId: string): Task {
  const task = specification.implementation.task_summary.find((each) => each.task_id === taskId);
  if (!task) throw new MillwrightError('internal', `The stored specification has no task ${taskId}.`);
  return task;
}
