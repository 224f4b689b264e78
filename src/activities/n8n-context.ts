import { loadCatalogue } from '../n8n/catalogue/load.ts';
import type { CompileContext } from '../n8n/compile/compile-task.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import type { ActivityDependencies, DocumentHashes } from './dependencies.ts';
import { readDocuments } from './stored-documents.ts';

/** What compiling tasks against one n8n instance needs: its node descriptions and its credentials' names. */
export async function compileContext(
  dependencies: ActivityDependencies,
  client: N8nClient,
  componentId: string,
): Promise<CompileContext> {
  const [catalogue, credentials] = await Promise.all([
    loadCatalogue(client, dependencies.catalogueFolder),
    client.listCredentials(),
  ]);
  return {
    documents: (hashes: DocumentHashes) => readDocuments(dependencies, hashes),
    artifacts: dependencies.artifacts,
    catalogue,
    credentials,
    componentId,
  };
}
