import { hashJson } from '../artifacts/content-hash.ts';
import { workflowIdFor } from '../n8n/document/identity.ts';
import { gapText } from '../protocol/evidence.ts';
import type { DescribeInput, DescribeResult } from '../protocol/activities.ts';
import { quotedWords } from '../protocol/quoted-words.ts';
import type { Component, Task } from '../spec/model.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { isVerifiedByPerson, verificationQuestion } from '../spec/proof.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { describeCode } from './describe-code.ts';
import { describeGoLive } from './describe-go-live.ts';
import { describeN8nWorkflow } from './describe-n8n-workflow.ts';
import { readDocuments, taskNamed, type Documents } from './stored-documents.ts';

/**
 * What a person is shown before deciding: what stands in n8n now and what would go live, the evidence, the
 * cost. The digest covers all of it, so a decision holds only for what was really shown.
 */
export async function describeCheckpoint(
  dependencies: ActivityDependencies,
  input: DescribeInput,
): Promise<DescribeResult> {
  const documents = await readDocuments(dependencies, input);
  const task = taskNamed(documents.specification, input.taskId);
  const shown = [
    ...(await n8nParts(dependencies, documents, task)),
    ...(await describeCode(dependencies.artifacts, documents.specification, input.evidence)),
    ...evidencePart(input),
    ...gapsPart(input),
    ...describeGoLive(documents.specification, input.taskId),
    ...remarksPart(input),
    costText(input.cost),
  ].join('\n');
  const question = questionOf(task);
  return { question, shown, digest: hashJson({ question, shown }).slice(0, 16) };
}

function costText({ spentUsd, stopUsd, warnUsd, warnedAt, modelCalls }: DescribeInput['cost']): string {
  const calls = `${modelCalls} model ${modelCalls === 1 ? 'call' : 'calls'}`;
  const warning = warnedAt === undefined ? '' : ` The warning at $${warnUsd.toFixed(2)} is reached.`;
  return `**Cost so far:** $${spentUsd.toFixed(4)} of at most $${stopUsd.toFixed(2)}, ${calls}.${warning}`;
}

function questionOf(task: Task): string {
  if (task.checkpoint_instructions) return task.checkpoint_instructions.question;
  if (isVerifiedByPerson(task)) return verificationQuestion(task);
  const done = task.acceptance_check.success_criteria;
  return task.platform === 'manual' ? `Please do by hand: ${task.purpose} Done when: ${done}` : task.purpose;
}

async function n8nParts(
  dependencies: ActivityDependencies,
  { specification, environment }: Documents,
  task: Task,
): Promise<string[]> {
  const components = specification.components.flatMap((component) =>
    component.platform === 'n8n' && concerns(task, component) ? [component] : [],
  );
  if (components.length === 0) return [];
  const client = await dependencies.openN8n(environment);
  const identity = { n8nInstance: n8nInstanceName(environment), specId: specification.spec_id };
  const parts: string[] = [];
  for (const component of components) {
    const workflow = await client.getWorkflow(
      workflowIdFor({ ...identity, componentId: component.component_id }),
    );
    parts.push(...describeN8nWorkflow(client.url, component.workflow_name, workflow), '');
  }
  return parts;
}

/** Work by hand is about n8n only where it says so; a decision is about all that would go live. */
function concerns(task: Task, component: Component): boolean {
  return task.platform !== 'manual' || task.component === component.component_id;
}

/** What the model said beside its code: words that prove nothing, and that nobody else reads. */
function remarksPart({ remarks = [] }: DescribeInput): string[] {
  if (remarks.length === 0) return [];
  const lines = remarks.flatMap(({ taskId, notes, discoveries }) => [
    ...discoveries.map((discovery) => `- ${taskId}, found by the model: ${quotedWords(discovery)}`),
    ...(notes === '' ? [] : [`- ${taskId}, noted by the model: ${quotedWords(notes)}`]),
  ]);
  return ['**Said by the model** (not checked):', '', ...lines, ''];
}

/** Evidence of what the task needs: what the person relies on. */
function evidencePart({ evidence, checks }: DescribeInput): string[] {
  if (checks.total === 0) return [];
  const lines = evidence.map(
    ({ taskId, passed, summary, evidenceHash }) =>
      `- ${passed ? '✓' : '✗'} ${taskId}: ${summary} (${evidenceHash.slice(0, 12)})`,
  );
  const rest = checks.total - evidence.length;
  if (rest > 0) lines.push(`- … and ${rest} more`);
  return [`**Evidence:** ${checks.passed} of ${checks.total} checks passed.`, '', ...lines, ''];
}

/** What the evidence leaves open: a yes takes it on. */
function gapsPart({ evidence }: DescribeInput): string[] {
  const open = evidence.flatMap(({ taskId, gaps = [] }) => gaps.map((gap) => `- ${taskId}: ${gapText(gap)}`));
  if (open.length === 0) return [];
  return ['**Not proved by this build; whoever continues accepts it:**', '', ...open, ''];
}
