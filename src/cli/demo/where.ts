import { workflowIdFor } from '../../n8n/identity.ts';
import type { RunView } from '../../run/run-view.ts';
import type { LocalStack } from '../../services/local-stack.ts';
import type { Output } from '../output.ts';
import { runIdOf, type RunDocuments } from '../runs/documents.ts';
import { n8nInstanceName } from '../../spec/n8n-instance.ts';

/** Where to look next: the report, the run in Temporal's Web UI, the workflow in n8n. */
export function whereThingsAre(stack: LocalStack, documents: RunDocuments, view: RunView | undefined, output: Output): void {
  const workflowId = runIdOf(documents);
  const rows: [string, string | undefined][] = [
    ['Report', `npx millwright report ${workflowId}`],
    ['Run', runUrl(stack, workflowId, view?.runId)],
    ['n8n', n8nUrl(stack, documents)],
    ['n8n login', stack.n8n && `${stack.n8n.session.email}, password in secrets/n8n.json of the data folder`],
    ['Stop', 'npx millwright down            (down --purge also deletes the data folder)'],
  ];
  output.note('');
  for (const [what, where] of rows) if (where) output.note(`  ${what.padEnd(10)} ${where}`);
}

function runUrl({ temporal }: LocalStack, workflowId: string, runId: string | undefined): string | undefined {
  if (temporal.uiUrl === undefined) return undefined;
  const run = `${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return runId === undefined ? run : `${run}/${runId}/history`;
}

function n8nUrl({ n8n }: LocalStack, { specification, environment }: RunDocuments): string | undefined {
  const component = specification.components.find((each) => each.platform === 'n8n');
  if (!n8n || !component) return undefined;
  const identity = { n8nInstance: n8nInstanceName(environment), specId: specification.spec_id, componentId: component.component_id };
  return `${n8n.url.replace(/\/$/, '')}/workflow/${workflowIdFor(identity)}`;
}
