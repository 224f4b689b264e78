import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { GenerateInput, GenerateResult, ModelUsage } from '../protocol/activities.ts';
import type { Remarks } from '../protocol/remarks.ts';
import { acceptedCodeKey, findAcceptedCode, recordAcceptedCode, type AcceptedCode } from './accepted-code.ts';
import { askOnce, failureOf, type AskDependencies, type Asked } from './ask-once.ts';
import { noUsage } from './charge.ts';
import { findCodeObjection } from '../spec/code/acceptable-code.ts';
import { readCodeTask, type CodeTask } from './code-task.ts';
import { interpretAnswer, type Said } from './interpret-answer.ts';
import { keepRemarks, questionsOf, readRemarks } from './keep-remarks.ts';
import { requirePrice } from './prices.ts';
import { loadPromptFiles } from './prompt-files.ts';
import { buildCodeRequest } from './prompt.ts';
import { readRepair } from './read-repair.ts';
import { markRefuted } from './refuted-answers.ts';
import { sandboxJob } from './sandbox-job.ts';

export type GenerateDependencies = AskDependencies;

/**
 * Code for one task and round: the author's own, else code that an earlier run has proven, else the answer to
 * the same call, else the model. What the model does wrong is data.
 *
 * @throws MillwrightError `model_key_missing`, `model_price_unknown`, `spec_invalid`, `artifact_*`.
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
  accepted: { specificationHash: string; taskId: string } & AcceptedCode,
): Promise<void> {
  const task = readCodeTask(
    await dependencies.artifacts.getJson(accepted.specificationHash),
    accepted.taskId,
  );
  if (task.authorSource !== undefined) return;
  const key = acceptedCodeKey(task, loadPromptFiles(), dependencies.settings.replayed);
  await recordAcceptedCode(dependencies.artifacts, key, accepted);
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
  const accepted = await findAcceptedCode(artifacts, key);
  if (accepted === undefined) return undefined;
  const { codeHash, remarksHash } = accepted;
  const source = await artifacts.getText(codeHash);
  if (findCodeObjection(source, { uses: [], allowsStubs: task.allowsStubs }) !== undefined) return undefined;
  const job = sandboxJob(task, source);
  const remarks = remarksHash === undefined ? undefined : await readRemarks(artifacts, remarksHash);
  return {
    outcome: 'code',
    codeHash,
    job,
    usage: { ...noUsage(task.model), replayed: settings.replayed },
    from: 'accepted',
    ...(remarks && { remarks }),
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
  const { round, cutOffs = 0 } = input;
  const repair = await readRepair(artifacts, input);
  const request = buildCodeRequest(prompts, task, round, repair, cutOffs);
  const asked = await askOnce(dependencies, input, request);
  const usage = { ...asked.usage, promptHash: prompts.hash };
  if (asked.outcome === 'unanswered') return { ...asked, usage };
  try {
    return await takeAnswer(artifacts, task, { ...asked, usage });
  } catch (error) {
    // It was paid, whatever becomes of it.
    return { outcome: 'unanswered', ...failureOf(error), usage };
  }
}

async function takeAnswer(
  artifacts: ArtifactStore,
  task: CodeTask,
  { message, usage, from }: Extract<Asked, { outcome: 'answered' }>,
): Promise<GenerateResult> {
  const reading = interpretAnswer(task, message);
  if (reading.outcome === 'refused') return { ...reading, usage: await refuted(artifacts, usage) };
  const beside = reading.said === undefined ? {} : await besideCode(artifacts, reading.said);
  if (reading.outcome === 'rejected') {
    const { outcome, code, reason } = reading;
    const wasCutOff = code === 'model_truncated' && ({ wasCutOff: true } as const);
    return { outcome, code, reason, usage: await refuted(artifacts, usage), ...beside, ...wasCutOff };
  }
  const codeHash = await artifacts.putText(reading.source);
  const job = sandboxJob(task, reading.source);
  return { outcome: 'code', codeHash, job, usage, from, ...beside };
}

/** Another run that asks the same shall not get this again. */
async function refuted(artifacts: ArtifactStore, usage: ModelUsage): Promise<ModelUsage> {
  if (usage.answerHash !== undefined) await markRefuted(artifacts, usage.answerHash);
  return usage;
}

async function besideCode(
  artifacts: ArtifactStore,
  said: Said,
): Promise<{ remarks?: Remarks; questions?: string[] }> {
  const remarks = await keepRemarks(artifacts, said);
  const questions = questionsOf(said);
  return { ...(remarks && { remarks }), ...(questions.length > 0 && { questions }) };
}
