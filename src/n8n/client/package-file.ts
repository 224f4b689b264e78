import { createTarGzip } from 'nanotar';
import type { WorkflowDocument } from './wire.ts';

const FOLDER = 'workflows/workflow';

/**
 * The form for `POST /n8n-packages/import` (n8n 2.41, beta): the one way with an API key to create a workflow under
 * an id of our own. n8n checks node types and versions, and that the credentials exist, before it writes.
 */
export async function packWorkflow(workflowId: string, document: WorkflowDocument): Promise<FormData> {
  const manifest = {
    packageFormatVersion: '1',
    exportedAt: new Date(0).toISOString(),
    sourceN8nVersion: '2.41.1',
    sourceId: 'millwright',
    workflows: [{ id: workflowId, name: document.name, target: FOLDER }],
    requirements: {
      nodeTypes: nodeTypesOf(workflowId, document),
      credentials: credentialsOf(workflowId, document),
    },
  };
  const workflow = { id: workflowId, ...document, parentFolderId: null, isArchived: false, tagIds: [] };
  // n8n overwrites the version id; it only has to be a UUID.
  const metadata = { versionId: crypto.randomUUID(), publishedVersionId: null };
  const archive = await createTarGzip([
    { name: 'manifest.json', data: JSON.stringify(manifest) },
    { name: `${FOLDER}/workflow.json`, data: JSON.stringify(workflow) },
    { name: `${FOLDER}/workflow-metadata.json`, data: JSON.stringify(metadata) },
  ]);

  const form = new FormData();
  form.set('workflowConflictPolicy', 'fail');
  form.set('workflowIdPolicy', 'source');
  // The default would create an empty credential in place of one that is absent.
  form.set('credentialMissingMode', 'must-preexist');
  form.set('credentialMatchingMode', 'id-only');
  form.set('missingNodeTypeMode', 'fail');
  form.set('workflowPublishingPolicy', 'preserve-published-state');
  form.set('package', new Blob([new Uint8Array(archive)], { type: 'application/gzip' }), 'workflow.n8np');
  return form;
}

function nodeTypesOf(workflowId: string, { nodes }: WorkflowDocument) {
  const types = new Map(nodes.map((node) => [`${node.type}@${node.typeVersion}`, node]));
  return [...types.values()].map(({ type, typeVersion }) => ({
    type,
    typeVersion,
    usedByWorkflows: [workflowId],
  }));
}

function credentialsOf(workflowId: string, { nodes }: WorkflowDocument) {
  const found = new Map<
    string,
    { id: string | null; name: string; type: string; usedByWorkflows: string[] }
  >();
  for (const node of nodes) {
    for (const [type, reference] of Object.entries(node.credentials ?? {})) {
      found.set(`${type} ${reference.id}`, {
        id: reference.id,
        name: reference.name,
        type,
        usedByWorkflows: [workflowId],
      });
    }
  }
  return [...found.values()];
}
