import type { N8nClient } from '../n8n/client/client.ts';
import { conditionParameters } from '../n8n/compile/fragments/condition.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import { withHarness, type Harness } from '../n8n/live/harness.ts';
import type { N8nNode, StoredWorkflow, WorkflowDocument } from '../n8n/client/wire.ts';
import { connectionsOf, edgesOf, type Edge } from './built-workflow.ts';
import { redirectToCase } from './real-services.ts';
import { computedMessage, passThrough, throwAwayWebhook } from './throw-away-nodes.ts';

/** Nodes that show which way a gate went. */
export const PORT_NODES = {
  approved: 'Port approved',
  rejected: 'Port rejected',
  notNeeded: 'Port not needed',
} as const;

const START = 'Start';
const START_PATH = 'gate';

/**
 * A workflow with the nodes of one gate alone, as they stand in n8n: what lies before is replaced by nodes of the same
 * names that pass the trigger on, and the question whether to ask is answered with yes, because its
 * condition is tried by itself (`gate-condition.ts`).
 *
 * @param caseUrls Where the stand-ins answer; without them the messages are computed and none is sent.
 */
export function gateDocument(
  workflow: StoredWorkflow,
  gateName: string,
  caseUrls: ReadonlyMap<string, string> | undefined,
): WorkflowDocument {
  const names = gateNodeNames(gateName);
  const own = new Set<string>(Object.values(names));
  const gateNodes = workflow.nodes.filter((node) => own.has(node.name));
  const before = referencedNames(gateNodes).filter((name) => !own.has(name));
  const chain = [START, ...before, names.needed];
  const edges: Edge[] = [
    ...chain.slice(1).map((name, index) => main(chain[index] ?? START, 0, name)),
    ...edgesOf(workflow.connections).filter((edge) => own.has(edge.from) && own.has(edge.to)),
    main(names.approved, 0, PORT_NODES.approved),
    main(names.answered, 0, PORT_NODES.rejected),
    main(names.needed, 1, PORT_NODES.notNeeded),
  ];
  return {
    name: gateName,
    nodes: [
      throwAwayWebhook(START, START_PATH, 'onReceived'),
      ...[...before, ...Object.values(PORT_NODES)].map(passThrough),
      ...tellingInACase(gateNodes, gateName, caseUrls).map((node) =>
        node.name === names.needed ? alwaysAsk(node) : node,
      ),
    ],
    connections: connectionsOf(edges),
    settings: workflow.settings,
  };
}

/** Publishes the gate for the time of `use`; `start` runs it once. */
export function withGate<T>(
  client: N8nClient,
  document: WorkflowDocument,
  use: (harness: Harness, start: () => Promise<void>) => Promise<T>,
  harnessOwner?: string,
): Promise<T> {
  return withHarness(
    client,
    document,
    (harness) =>
      use(harness, async () => {
        await harness.call({ method: 'POST', path: START_PATH, body: {} });
      }),
    { label: `gate ${document.name}`, owner: harnessOwner },
  );
}

function tellingInACase(
  nodes: readonly N8nNode[],
  gateName: string,
  caseUrls: ReadonlyMap<string, string> | undefined,
): N8nNode[] {
  if (caseUrls !== undefined) return redirectToCase(nodes, caseUrls);
  const tellers = tellingNodeNames(gateName);
  return nodes.map((node) => (tellers.includes(node.name) ? computedMessage(node) : node));
}

/** The nodes of a gate that tell people something: only they reach a service. */
export function tellingNodeNames(gateName: string): string[] {
  const { ask, escalate } = gateNodeNames(gateName);
  return [ask, escalate];
}

function alwaysAsk(node: N8nNode): N8nNode {
  return { ...node, parameters: conditionParameters('true', node.typeVersion) };
}

/** Names in `$('…')` of the nodes' expressions. */
export function referencedNames(nodes: readonly N8nNode[]): string[] {
  const text = nodes.map((node) => JSON.stringify(node.parameters)).join('\n');
  const quoted = [...text.matchAll(/\$\((?:'([^']+)'|\\"([^"\\]+)\\")\)/g)];
  return [...new Set(quoted.map(([, single, double]) => single ?? double ?? ''))];
}

function main(from: string, outputIndex: number, to: string): Edge {
  return { from, outputIndex, to, inputIndex: 0, type: 'main' };
}
