import { Context } from '@temporalio/activity';
import { recordEvidence } from '../checks/evidence-record.ts';
import { judgeSamples } from '../checks/judge-samples.ts';
import type { EvidenceSummary } from '../protocol/evidence.ts';
import { acceptCode, generateCode as generate } from '../claude/generate-code.ts';
import { markRefuted } from '../claude/refuted-answers.ts';
import type { GenerateInput, GenerateResult, JudgeInput, SandboxResult } from '../protocol/activities.ts';
import { deliverCode } from '../report/code-files.ts';
import { reportFolder } from '../report/write-report.ts';
import { codeFileOf } from '../spec/code/code-file.ts';
import type { Specification, Task } from '../spec/model.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { readDocuments, taskNamed } from './stored-documents.ts';

/** One model call at most; its answer is kept before this returns, and what it took is counted whatever its end. */
export async function generateCode(
  dependencies: ActivityDependencies,
  input: GenerateInput,
): Promise<GenerateResult> {
  const { info, cancellationSignal, heartbeat } = Context.current();
  return generate(
    {
      artifacts: dependencies.artifacts,
      settings: dependencies.model,
      payer: `${info.workflowExecution?.workflowId ?? ''}/${input.firstRunId ?? info.workflowExecution?.runId ?? ''}`,
      heartbeat: () => heartbeat(),
      signal: cancellationSignal,
    },
    input,
  );
}

/**
 * Compares what the sandbox gave with what the samples expect. Code that passes may be used by later runs, unless the
 * model asks something first; an answer that fails is not given to them.
 */
export async function judgeCode(
  dependencies: ActivityDependencies,
  input: JudgeInput,
): Promise<EvidenceSummary> {
  const { specification } = await readDocuments(dependencies, input);
  const task = taskNamed(specification, input.taskId);
  const schema = outputSchemaOf(specification, task);
  const evidence = judgeSamples(
    { taskId: input.taskId, round: input.round, ...(input.codeHash && { subjectHash: input.codeHash }) },
    {
      samples: task.acceptance_check.samples,
      result: resultOf(input),
      ...(schema && { outputSchema: schema }),
    },
  );
  const { artifacts, model } = dependencies;
  const isReplayed = model.replayed && task.code_instructions?.source === undefined;
  const simulated = isReplayed ? ['the model: replayed answers'] : [];
  const summary = await recordEvidence(artifacts, { ...evidence, simulated });
  const { specificationHash, taskId, codeHash, answerHash, remarksHash, isOpen } = input;
  if (!summary.passed && answerHash !== undefined) await markRefuted(artifacts, answerHash);
  if (summary.passed && codeHash && !isOpen)
    await acceptCode({ artifacts, settings: model }, { specificationHash, taskId, codeHash, remarksHash });
  if (summary.passed && codeHash) {
    const path = codeFileOf(task, specification.components);
    await deliverCode(artifacts, folderOfThisRun(dependencies), [{ path, codeHash }]);
  }
  return summary;
}

/** For whoever looks before the run ends; its report delivers all of it. */
function folderOfThisRun({ runsFolder }: ActivityDependencies): string {
  const { workflowId = '', runId = '' } = Context.current().info.workflowExecution ?? {};
  return reportFolder(runsFolder, { workflowId, runId });
}

/** An answer without usable code failed before the sandbox; the reason is its evidence. */
function resultOf(input: JudgeInput): SandboxResult {
  return input.sandboxResult ?? { outcome: 'failed', reason: input.rejectedBecause ?? 'There was no code.' };
}

function outputSchemaOf(specification: Specification, task: Task): JsonObject | undefined {
  const schema = task.code_instructions?.output_schema;
  return typeof schema === 'string' ? specification.schemas[schema] : schema;
}
