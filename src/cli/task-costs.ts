import { readCodeTask } from '../claude/code-task.ts';
import { worstCaseCallUsd } from '../claude/prices.ts';
import { loadPromptFiles } from '../claude/prompt-files.ts';
import { buildCodeRequest, MAX_OUTPUT_TOKENS } from '../claude/prompt.ts';
import { MAX_REPAIR_BYTES } from '../claude/repair-section.ts';
import { asksModel } from '../plan/task-kind.ts';
import type { Specification } from '../spec/model.ts';

/**
 * The highest possible price of one model call of each task, 0 for a task that asks no model (M39).
 * @throws MillwrightError `model_price_unknown`, from the function returned.
 */
export function taskCosts(specification: Specification): (taskId: string) => number {
  const asking = new Set(
    specification.implementation.task_summary.filter(asksModel).map((task) => task.task_id),
  );
  const prompts = loadPromptFiles();
  return (taskId) => {
    if (!asking.has(taskId)) return 0;
    const request = buildCodeRequest(prompts, readCodeTask(specification, taskId), 0);
    const promptBytes = Buffer.byteLength(JSON.stringify(request)) + MAX_REPAIR_BYTES;
    return worstCaseCallUsd(specification.settings.model, promptBytes, MAX_OUTPUT_TOKENS);
  };
}
