import { workflowIdFor } from '../../n8n/document/identity.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import type { LocalStack } from '../../services/local-stack.ts';
import { n8nSecretsFile } from '../../services/n8n-secrets.ts';
import { n8nInstanceName } from '../../spec/n8n-instance.ts';
import type { CommandContext } from '../command.ts';
import { runIdOf, type RunDocuments } from '../runs/documents.ts';

/** Where to look next: the report, the run in Temporal's Web UI, the workflow in n8n. */
export function whereThingsAre(
  stack: LocalStack,
  documents: RunDocuments,
  { output, config }: CommandContext,
): void {
  const login =
    stack.n8n && `${stack.n8n.session.email}, password in ${n8nSecretsFile(dataFolderAt(config.home))}`;
  const rows: [string, string | undefined][] = [
    ['Report', `millwright report ${runIdOf(documents)}`],
    ['Run', runUrl(stack, documents)],
    ['n8n', n8nUrl(stack, documents)],
    ['n8n login', login],
    ['Stop', 'millwright down   (with --purge it also deletes the data folder)'],
  ];
  output.note('');
  for (const [what, where] of rows) if (where) output.note(`  ${what.padEnd(10)} ${where}`);
}

/** Without a run id the Web UI leads to the newest run. */
export function runUrl({ temporal }: LocalStack, documents: RunDocuments): string | undefined {
  if (temporal.uiUrl === undefined) return undefined;
  return `${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${encodeURIComponent(runIdOf(documents))}`;
}

function n8nUrl({ n8n }: LocalStack, { specification, environment }: RunDocuments): string | undefined {
  const component = specification.components.find((each) => each.platform === 'n8n');
  if (!n8n || !component) return undefined;
  const identity = {
    n8nInstance: n8nInstanceName(environment),
    specId: specification.spec_id,
    componentId: component.component_id,
  };
  return `${n8n.url.replace(/\/$/, '')}/workflow/${workflowIdFor(identity)}`;
}
