import { MillwrightError } from '../../errors.ts';
import type { N8nClient } from '../client/client.ts';
import { NODE_NOTE } from '../compile/fragments/build-node.ts';

/**
 * Before a workflow is made: no other of this name may stand there that Millwright did not make. n8n allows it, but
 * nobody could tell the two apart in its list.
 * @throws MillwrightError `n8n_not_owned`.
 */
export async function requireUnusedName(client: N8nClient, workflowName: string): Promise<void> {
  const found = await client.listWorkflows(workflowName);
  // n8n finds parts of names, without case.
  const sameName = found.filter(({ name, isArchived }) => name === workflowName && !isArchived);
  for (const { id } of sameName) {
    const workflow = await client.getWorkflow(id);
    const isMade = workflow?.nodes.some((node) => node.notes?.startsWith(NODE_NOTE) === true) ?? true;
    if (isMade) continue;
    throw new MillwrightError(
      'n8n_not_owned',
      `n8n has another workflow "${workflowName}" (${id}) that Millwright did not make.`,
    );
  }
}
