import { withHarness } from '../../src/n8n/live/harness.ts';
import type { N8nClient } from '../../src/n8n/client/client.ts';
import { throwAwayNode, throwAwayWebhook } from '../../src/checks/throw-away-nodes.ts';

/** Makes a data table as a person would, but by a workflow: the API key of a run may only look. */
export async function createDataTable(client: N8nClient, tableName: string, column: string): Promise<void> {
  const columns = { column: [{ name: column, type: 'string' }] };
  const parameters = { resource: 'table', operation: 'create', tableName, columns, options: {} };
  const document = {
    name: 'make a data table',
    nodes: [
      throwAwayWebhook('Start', 'make', 'lastNode'),
      throwAwayNode('Make', 'dataTable', 1.1, parameters),
    ],
    connections: { Start: { main: [[{ node: 'Make', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  };
  await withHarness(client, document, async (harness) => {
    const { status, body } = await harness.call({ method: 'POST', path: 'make' });
    if (status !== 200) throw new Error(`n8n made no data table: ${JSON.stringify(body)}`);
  });
}
