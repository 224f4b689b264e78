import type { GenerateInput, GenerateResult } from '../protocol/activities.ts';
import { findCodeObjection } from '../spec/code/acceptable-code.ts';
import { acceptedCodeKey, findAcceptedCode, recordAcceptedCode } from './accepted-code.ts';
import { askOnce, noUsage, type AskDependencies } from './ask-once.ts';
import { readCodeTask, type CodeTask } from './code-task.ts';
import { interpretAnswer } from './interpret-answer.ts';
import { requirePrice } from './prices.ts';
import { loadPromptFiles } from './prompt-files.ts';
import { buildCodeRequest } from './prompt.ts';
import { readRepair } from './read-repair.ts';
import { sandboxJob } from './sandbox-job.ts';

export type GenerateDependencies = AskDependencies;

/**
 * Code for one task and round: the author's own, else code that an earlier run has proven, else the answer to
 * the same call, else the model. What the model does wrong is data.
 *
 * @throws MillwrightError `model_*` when the model could not be asked, `spec_invalid`, `artifact_*`.
 */
export async function generateCode(
  dependencies: GenerateDependencies,
  input: GenerateInput,
): Promise<GenerateResult> {
  const task = readCodeTask(await dependencies.artifacts.getJson(input.specificationHash), input.taskId);
  return (
    (await useAuthorSource(dependencies, task)) ??
    (await reuseAcceptedCode(dependencies, input, task)) ??
    (await useModel(dependencies, input, task))
  );
}

/** Remembers code whose checks passed, for later runs. The orchestrator calls it after the evidence is in. */
export async function acceptCode(
  dependencies: Pick<GenerateDependencies, 'artifacts' | 'settings'>,
  accepted: { specificationHash: string; taskId: string; codeHash: string },
): Promise<void> {
  const task = readCodeTask(
    await dependencies.artifacts.getJson(accepted.specificationHash),
    accepted.taskId,
  );
  if (task.authorSource !== undefined) return;
  const key = acceptedCodeKey(task, loadPromptFiles(), dependencies.settings.replayed);
  await recordAcceptedCode(dependencies.artifacts, key, accepted.codeHash);
}

async function useAuthorSource(
  { artifacts }: GenerateDependencies,
  task: CodeTask,
): Promise<GenerateResult | undefined> {
  if (task.authorSource === undefined) return undefined;
  const usage = noUsage('none');
  const objection = findCodeObjection(task.authorSource, task);
  if (objection !== undefined)
    return { outcome: 'rejected', code: 'code_rejected', reason: objection, usage };
  const codeHash = await artifacts.putText(task.authorSource);
  return { outcome: 'code', codeHash, job: sandboxJob(task, task.authorSource), usage, from: 'author' };
}

/**
 * Only at first: after a failed check, or when a person asks for another try, the model is asked. An earlier build may have
 * accepted what is refused now.
 */
async function reuseAcceptedCode(
  { artifacts, settings }: GenerateDependencies,
  input: GenerateInput,
  task: CodeTask,
): Promise<GenerateResult | undefined> {
  if (input.round !== 0 || input.decisionId !== undefined) return undefined;
  const key = acceptedCodeKey(task, loadPromptFiles(), settings.replayed);
  const codeHash = await findAcceptedCode(artifacts, key);
  if (codeHash === undefined) return undefined;
  const source = await artifacts.getText(codeHash);
  if (findCodeObjection(source, { uses: [], allowsStubs: task.allowsStubs }) !== undefined) return undefined;
  const job = sandboxJob(task, source);
  return {
    outcome: 'code',
    codeHash,
    job,
    usage: { ...noUsage(task.model), replayed: settings.replayed },
    from: 'accepted',
  };
}

async function useModel(
  dependencies: GenerateDependencies,
  input: GenerateInput,
  task: CodeTask,
): Promise<GenerateResult> {
  const { artifacts } = dependencies;
  requirePrice(task.model);
  const prompts = loadPromptFiles();
  const request = buildCodeRequest(prompts, task, input.round, await readRepair(artifacts, input));
  const { message, usage, from } = await askOnce(dependencies, input, request);
  const reading = interpretAnswer(task, message);
  const counted = { ...usage, promptHash: prompts.hash };
  if (reading.outcome !== 'code') return { ...reading, usage: counted };
  const codeHash = await artifacts.putText(reading.source);
  const remarksHash = await artifacts.putJson(reading.remarks);
  return {
    outcome: 'code',
    codeHash,
    job: sandboxJob(task, reading.source),
    usage: counted,
    from,
    remarksHash,
  };
}
