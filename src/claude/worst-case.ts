import { canonicalJson } from '../artifacts/content-hash.ts';
import { findCodeTask, parseStoredSpecification, type CodeTask } from './code-task.ts';
import { worstCaseCallUsd } from './prices.ts';
import { loadPromptFiles } from './prompt-files.ts';
import { buildCodeRequest, MAX_OUTPUT_TOKENS } from './prompt.ts';
import { MAX_REPAIR_BYTES } from './repair-section.ts';

/**
 * Highest possible price of one model call of each task, in any round: what the budget reserves before it. 0 for
 * a task that asks no model.
 *
 * @param document a specification in normal form, with its parameters resolved
 * @throws MillwrightError `spec_invalid`; the function returned throws `model_price_unknown`.
 */
export function worstCasePrices(document: unknown): (taskId: string) => number {
  const specification = parseStoredSpecification(document);
  return (taskId) => {
    const task = findCodeTask(specification, taskId);
    return task === undefined || task.authorSource !== undefined ? 0 : worstCaseOf(task);
  };
}

function worstCaseOf(task: CodeTask): number {
  const firstRound = canonicalJson(buildCodeRequest(loadPromptFiles(), task, 0));
  const promptBytes = Buffer.byteLength(firstRound, 'utf8') + MAX_REPAIR_BYTES;
  return worstCaseCallUsd(task.model, promptBytes, MAX_OUTPUT_TOKENS);
}
