import { hashJson } from '../artifacts/content-hash.ts';
import { describeEdge } from '../n8n/describe-diff.ts';
import { toEdges } from '../n8n/edge.ts';
import { workflowIdFor } from '../n8n/identity.ts';
import type { N8nClient } from '../n8n/client.ts';
import type { StoredWorkflow } from '../n8n/wire.ts';
import type { DescribeInput, DescribeResult } from '../protocol.ts';
import type { Component, Specification, Task } from '../spec/model.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { readDocuments, taskNamed, type Documents } from './stored-documents.ts';

/**
 * What a person is shown before deciding (M23, D2): what stands in n8n now and what would go live, the evidence, the
 * cost. The digest covers all of it, so a decision holds only for what was really shown.
 */
export async function describeCheckpoint(
  dependencies: ActivityDependencies,
  input: DescribeInput,
): Promise<DescribeResult> {
  const documents = await readDocuments(dependencies, input);
  const task = taskNamed(documents.specification, input.taskId);
  const shown = [
    ...(await n8nParts(dependencies, documents)),
    ...evidencePart(documents.specification, input),
    `**Cost so far** $${input.cost.spentUsd.toFixed(4)} of $${input.cost.stopUsd.toFixed(2)}, ${input.cost.modelCalls} model ${input.cost.modelCalls === 1 ? 'call' : 'calls'}.`,
  ].join('\n');
  const question = questionOf(task);
  return { question, shown, digest: hashJson({ question, shown }).slice(0, 16) };
}

function questionOf(task: Task): string {
  if (task.checkpoint_instructions) return task.checkpoint_instructions.question;
  const done = task.acceptance_check.success_criteria;
  return task.platform === 'manual' ? `Please do by hand: ${task.purpose} Done when: ${done}` : task.purpose;
}

async function n8nParts(
  dependencies: ActivityDependencies,
  { specification, environment }: Documents,
): Promise<string[]> {
  const components = specification.components.filter((component) => component.platform === 'n8n');
  if (components.length === 0) return [];
  const client = await dependencies.openN8n(environment);
  const identity = { n8nInstance: n8nInstanceName(environment), specId: specification.spec_id };
  const parts: string[] = [];
  for (const component of components) {
    const workflow = await client.getWorkflow(
      workflowIdFor({ ...identity, componentId: component.component_id }),
    );
    parts.push(...n8nPart(client, component, workflow), '');
  }
  return parts;
}

function n8nPart(
  client: N8nClient,
  component: Component & { platform: 'n8n' },
  workflow: StoredWorkflow | undefined,
): string[] {
  if (workflow === undefined) return [`**n8n** has no workflow "${component.workflow_name}" yet.`];
  const edges = toEdges(workflow.nodes, workflow.connections);
  const names = new Map(workflow.nodes.map((node) => [node.id, node.name]));
  return [
    `**n8n workflow "${workflow.name}"** ${liveText(workflow)} ${client.url}/workflow/${workflow.id}`,
    '',
    `${workflow.nodes.length} nodes:`,
    ...workflow.nodes.map(
      (node) => `- ${node.name} (${node.type.replace(/^n8n-nodes-base\./, '')} ${node.typeVersion})`,
    ),
    '',
    `${edges.length} connections:`,
    ...edges.map((edge) => `- ${describeEdge(edge, names)}`),
    '',
    `Content ${hashJson({ nodes: workflow.nodes, edges }).slice(0, 12)}: nodes with all their parameters, and connections.`,
  ];
}

function liveText(workflow: StoredWorkflow): string {
  if (!workflow.active) return 'is not active; all of this would go live.';
  return workflow.activeVersionId === workflow.versionId
    ? 'is live as it is.'
    : 'is live in an older version; this one would replace it.';
}

/** Evidence of the tasks this one depends on, directly or not: what the person relies on. */
function evidencePart(specification: Specification, input: DescribeInput): string[] {
  const needed = upstream(specification, input.taskId);
  const evidence = input.evidence.filter(({ taskId }) => needed.has(taskId));
  const lines = evidence.map(
    ({ taskId, passed, summary, evidenceHash }) =>
      `- ${passed ? '✓' : '✗'} ${taskId}: ${summary} (${evidenceHash.slice(0, 12)})`,
  );
  const passed = evidence.filter((each) => each.passed).length;
  return lines.length === 0
    ? []
    : [`**Evidence:** ${passed} of ${lines.length} checks passed.`, '', ...lines, ''];
}

function upstream(specification: Specification, taskId: string): Set<string> {
  const dependencies = new Map(
    specification.implementation.task_summary.map((task) => [task.task_id, task.dependencies_completed]),
  );
  const found = new Set<string>();
  const queue = [...(dependencies.get(taskId) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(dependencies.get(next) ?? []));
  }
  return found;
}
