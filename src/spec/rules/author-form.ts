import type { Problem } from '../../protocol/problem.ts';
import type { AuthorSpecification } from '../author/specification.ts';
import type { AuthorTask } from '../author/task.ts';
import { isWholeAddress } from '../implied-integrations.ts';
import { suggest } from '../nearest.ts';
import { taskPointer } from '../pointer.ts';

/** What can only be seen in the author's form, because the normal form does not have it any more. */
export function authorFormRules(author: AuthorSpecification): Problem[] {
  const credentials = author.integrations
    .map((integration) => integration.credential ?? '')
    .filter((name) => name !== '');
  return author.implementation.task_summary.flatMap((task, index) => [
    ...unreadFiles(task, index),
    ...ambiguousNode(task, index),
    ...probeCredential(task, index, credentials),
  ]);
}

/** A document that did not come through the file loader must hold everything itself. */
function unreadFiles(task: AuthorTask, index: number): Problem[] {
  const check = task.acceptance_check;
  return (['samples', 'cases'] as const)
    .filter((field) => typeof check?.[field] === 'string')
    .map((field) => ({
      rule: 'file_not_loaded',
      pointer: taskPointer(index, 'acceptance_check', field),
      message: `\`${field}\` names a file, but this document did not come with files.`,
      fix: `Start the run with \`millwright run\`, or write the ${field} into the document.`,
    }));
}

function ambiguousNode(task: AuthorTask, index: number): Problem[] {
  const instructions = task.n8n_instructions;
  if (instructions?.node === undefined) return [];
  const { node: _node, more_nodes: _moreNodes, connections: _connections, ...flat } = instructions;
  const [field] = Object.keys(flat);
  if (field === undefined) return [];
  return [
    {
      rule: 'duplicate_field',
      pointer: taskPointer(index, 'n8n_instructions', field),
      message: `The node is described twice: by \`node\` and by \`${field}\` beside it.`,
      fix: 'Write the fields of the node either in `node` or directly in `n8n_instructions`.',
    },
  ];
}

function probeCredential(task: AuthorTask, index: number, credentials: readonly string[]): Problem[] {
  const { auth_credential_name: name, api_endpoint: endpoint = '' } = task.integration_instructions ?? {};
  if (name === undefined || credentials.includes(name) || isWholeAddress(endpoint)) return [];
  return [
    {
      rule: 'unknown_credential',
      pointer: taskPointer(index, 'integration_instructions', 'auth_credential_name'),
      message: `No integration uses a credential \`${name}\`.`,
      fix: suggest(name, credentials, 'credentials of integrations'),
    },
  ];
}
