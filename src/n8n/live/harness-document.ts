import { createHash } from 'node:crypto';
import { webhookTriggers } from '../document/webhook-node.ts';
import type { N8nNode, WorkflowDocument } from '../client/wire.ts';

/** Every throw-away workflow is named so: whatever a crash leaves behind is found again by this. */
export const HARNESS_PREFIX = 'millwright-harness ';

export interface HarnessDocument {
  document: WorkflowDocument;
  /** Path in the given document → path in the throw-away copy. */
  paths: Map<string, string>;
}

/**
 * A copy of `document` that can be published beside the original: fresh webhook ids and paths, because n8n never
 * releases the path of a publish that failed half-way (n8n 2.41), and execution data always saved.
 */
export function toHarnessDocument(
  document: WorkflowDocument,
  label: string,
  owner?: string,
): HarnessDocument {
  const paths = new Map<string, string>();
  const triggers = new Map(webhookTriggers(document.nodes).map((trigger) => [trigger.node.id, trigger]));

  const nodes = document.nodes.map((node): N8nNode => {
    const copy = node.webhookId === undefined ? node : { ...node, webhookId: crypto.randomUUID() };
    const trigger = triggers.get(node.id);
    if (trigger === undefined) return copy;
    const path = paths.get(trigger.path) ?? `millwright-harness/${crypto.randomUUID()}`;
    paths.set(trigger.path, path);
    return { ...copy, webhookId: crypto.randomUUID(), parameters: { ...node.parameters, path } };
  });

  const settings = { ...document.settings, saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' };
  return { document: { ...document, name: harnessName(label, owner), nodes, settings }, paths };
}

/** Begins the name of every throw-away workflow of one owner. */
export function harnessPrefixOf(owner: string): string {
  return `${HARNESS_PREFIX}${createHash('sha256').update(owner).digest('hex').slice(0, 12)} `;
}

function harnessName(label: string, owner: string = crypto.randomUUID()): string {
  return `${harnessPrefixOf(owner)}${label}`.slice(0, 128);
}
