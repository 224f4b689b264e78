import assert from 'node:assert/strict';
import { HARNESS_PREFIX } from '../../src/n8n/live/harness-document.ts';
import { edgesOf } from '../../src/checks/built-workflow.ts';
import type { RunView } from '../../src/protocol/run.ts';
import type { TestStack } from '../stack/test-stack.ts';
import type { Variant } from '../stack/variant.ts';

/** The part of a variant's names that no other variant has. */
export function uniqueOf(variant: Variant): string {
  return variant.specification.spec_id.replace(/^abandoned-cart-/, '');
}

/** A run's end without times, texts of changes, money and what is named after the variant: equal for equal outcomes. */
export function outcomeOf(view: RunView): unknown {
  const { status, counts, blockers, openCheckpoints, components, decisions } = view;
  return {
    status,
    counts,
    blockers,
    openCheckpoints,
    decisions: decisions.map(({ effect }) => effect),
    components: components.map(({ id, active, nodes, connections }) => ({ id, active, nodes, connections })),
    tasks: view.tasks.map((task) => ({
      id: task.id,
      status: task.status,
      round: task.round,
      passed: task.evidence?.passed,
      earlier: task.earlierEvidence.map(({ passed, failureSignature }) => ({ passed, failureSignature })),
      error: task.error,
      codeHash: task.codeHash,
    })),
  };
}

/** What the run says it has paid, in all and for each task. */
function accountsOf({ cost, tasks }: RunView): unknown {
  const { spentUsd, reservedUsd, modelCalls } = cost;
  const perTask = tasks.map((task) => ({ id: task.id, modelCalls: task.modelCalls, costUsd: task.costUsd }));
  return { spentUsd, reservedUsd, modelCalls, perTask };
}

/**
 * A call that a kill cut off was sent and may have been paid: it is in the accounts, too. Without one they are those of the
 * undisturbed run.
 */
export function assertAccounts(view: RunView, undisturbed: RunView, lostCalls: number): void {
  if (lostCalls === 0) return assert.deepEqual(accountsOf(view), accountsOf(undisturbed));
  const [cost, usual] = [view.cost, undisturbed.cost];
  assert.equal(cost.modelCalls, usual.modelCalls + lostCalls, 'calls in the accounts');
  assert.ok(cost.spentUsd > usual.spentUsd, `${cost.spentUsd} of ${usual.spentUsd}`);
  assert.equal(cost.reservedUsd, 0);
}

export interface Built {
  /** Ids of the workflows that bear our name; exactly the one expected, or something was made twice. */
  workflowIds: string[];
  /** Names of throw-away workflows for this variant that still stand. */
  leftovers: string[];
  live: boolean;
  nodes: string[];
  edges: string[];
  /** Name, type, version and parameters of every node, with the variant's own names taken out. */
  contents: string;
  credentials: string[];
}

/** What stands in n8n for one variant, counted at n8n; nothing in a workflow that is not there. */
export async function builtIn(stack: TestStack, variant: Variant): Promise<Built> {
  const unique = uniqueOf(variant);
  const [named, harnesses, credentials, workflow] = await Promise.all([
    stack.n8n.listWorkflows(unique),
    stack.n8n.listWorkflows(HARNESS_PREFIX),
    stack.n8n.listCredentials(),
    stack.n8n.getWorkflow(variant.n8nWorkflowId),
  ]);
  const built = workflow?.nodes ?? [];
  const traces = [unique, stack.standInsUrl, ...built.map(({ id }) => id)];
  const ours = await Promise.all(
    harnesses.map(async ({ id, name }) => ((await bearsTrace(stack, id, traces)) ? [name] : [])),
  );
  const nodes = built.map(({ name, type, typeVersion, parameters }) => ({
    name,
    type,
    typeVersion,
    parameters,
  }));
  return {
    workflowIds: named.map(({ id }) => id),
    leftovers: ours.flat(),
    live: workflow?.active === true && workflow.activeVersionId === workflow.versionId,
    nodes: built.map(({ name }) => name).toSorted(),
    edges: edgesOf(workflow?.connections ?? {})
      .map(({ from, to }) => `${from} → ${to}`)
      .toSorted(),
    contents: JSON.stringify(nodes.toSorted((a, b) => a.name.localeCompare(b.name))).replaceAll(unique, '…'),
    credentials: credentials
      .map(({ name }) => name)
      .filter((name) => name.includes(unique))
      .toSorted(),
  };
}

/** Other tests have throw-away workflows in the same n8n: ours hold our nodes, credentials or stand-ins. */
async function bearsTrace(stack: TestStack, workflowId: string, traces: readonly string[]): Promise<boolean> {
  const text = JSON.stringify((await stack.n8n.getWorkflow(workflowId)) ?? {});
  return traces.some((trace) => text.includes(trace));
}

/** Calls the production webhook as the shop would. */
export async function callWebhook(stack: TestStack, variant: Variant): Promise<unknown> {
  const response = await fetch(`${stack.n8n.url}/webhook/abandoned-cart-${uniqueOf(variant)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 7, line_items: [] }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as unknown) : response.status;
}
