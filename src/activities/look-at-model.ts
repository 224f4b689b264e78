import { acceptedCodeKey, findAcceptedCode } from '../claude/accepted-code.ts';
import { DEFAULT_BASE_URL } from '../claude/client-settings.ts';
import { findCodeTask, parseStoredSpecification } from '../claude/code-task.ts';
import { loadPromptFiles } from '../claude/prompt-files.ts';
import { blockerOf } from '../plan/blocker.ts';
import { asksModel } from '../plan/task-kind.ts';
import type { Blocker } from '../protocol/run.ts';
import type { Specification } from '../spec/model.ts';
import type { ActivityDependencies } from './dependencies.ts';

const ANSWER_MS = 5_000;

/**
 * Is there a key for the model, and does its endpoint answer? Asked only where a task will ask it, so that a run whose code
 * was accepted before needs neither. Nothing is sent that costs anything, and no key.
 */
export async function lookAtModel(
  dependencies: Pick<ActivityDependencies, 'artifacts' | 'model'>,
  specification: Specification,
): Promise<Blocker[]> {
  const { apiKey, baseUrl, replayed } = dependencies.model;
  const asking = await tasksThatAsk(dependencies, specification);
  if (asking.length === 0) return [];
  if (apiKey === '' && !replayed && baseUrl === DEFAULT_BASE_URL)
    return [blockerOf('missing_credential', 'The worker has no key for the model.', asking, KEY_RESOLUTION)];
  if (await answers(baseUrl)) return [];
  const description = `The endpoint of the model at ${baseUrl} does not answer.`;
  return [blockerOf('dependency_failed', description, asking, ENDPOINT_RESOLUTION)];
}

const KEY_RESOLUTION = 'Set ANTHROPIC_API_KEY and start the worker with it; the run goes on by itself.';
const ENDPOINT_RESOLUTION =
  'Check the network and ANTHROPIC_BASE_URL of the worker; the run goes on by itself.';

/** Tasks with code that no earlier run has proven. */
async function tasksThatAsk(
  { artifacts, model }: Pick<ActivityDependencies, 'artifacts' | 'model'>,
  specification: Specification,
): Promise<string[]> {
  const candidates = specification.implementation.task_summary.filter(asksModel);
  if (candidates.length === 0) return [];
  const stored = parseStoredSpecification(specification);
  const asking: string[] = [];
  for (const { task_id: id } of candidates) {
    const task = findCodeTask(stored, id);
    if (task === undefined) continue;
    const key = acceptedCodeKey(task, loadPromptFiles(), model.replayed);
    if ((await findAcceptedCode(artifacts, key)) === undefined) asking.push(id);
  }
  return asking;
}

/** Whatever it answers, even that there is nothing at this address. */
async function answers(url: string): Promise<boolean> {
  const options = { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) } as const;
  return fetch(url, options).then(
    () => true,
    () => false,
  );
}
