import { createN8nClient, type N8nAccess, type N8nClient } from '../../n8n/client/client.ts';
import type { N8nRequest } from '../../n8n/client/transport.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { n8nAccess } from '../../services/n8n-access.ts';
import type { CommandContext } from '../command.ts';
import type { Environment } from '../../spec/model.ts';
import { findingsOf, messageOf, type Finding } from './finding.ts';

const { ok, limited, missing } = findingsOf('n8n');

/** The versions that Millwright is tested with. */
const SUPPORTED = '2.41.';

/** No workflow has this id, so that a request that is allowed changes nothing. */
const NOBODY = '/api/v1/workflows/millwright-doctor';

/** What a run asks of n8n, and a request that shows whether the key allows it. */
const NEEDED: { what: string; request: () => Omit<N8nRequest, 'headers'> }[] = [
  { what: 'read workflows', request: () => ({ method: 'GET', path: '/api/v1/workflows?limit=1' }) },
  {
    what: 'import packages',
    request: () => ({ method: 'POST', path: '/api/v1/n8n-packages/import', body: emptyImport() }),
  },
  { what: 'change workflows', request: () => ({ method: 'PUT', path: NOBODY, body: EMPTY_WORKFLOW }) },
  { what: 'publish', request: () => ({ method: 'POST', path: `${NOBODY}/publish`, body: {} }) },
  { what: 'unpublish', request: () => ({ method: 'POST', path: `${NOBODY}/unpublish`, body: {} }) },
  { what: 'archive', request: () => ({ method: 'POST', path: `${NOBODY}/archive`, body: {} }) },
  { what: 'delete workflows', request: () => ({ method: 'DELETE', path: NOBODY }) },
  { what: 'list credentials', request: () => ({ method: 'GET', path: '/api/v1/credentials?limit=1' }) },
  { what: 'read executions', request: () => ({ method: 'GET', path: '/api/v1/executions?limit=1' }) },
];
const EMPTY_WORKFLOW = { name: 'x', nodes: [], connections: {}, settings: {} };

/** Whether n8n is there, and what this key and this login may do in it. Nothing is changed. */
export async function checkN8n(
  environment: Environment,
  { config: { home }, output }: CommandContext,
): Promise<Finding[]> {
  let access: N8nAccess;
  try {
    access = await n8nAccess(environment, dataFolderAt(home));
  } catch (error) {
    const isLocal = environment.n8n.instance === 'local';
    const fix = isLocal
      ? 'millwright up'
      : 'Set it in this shell, and for the worker (`millwright down && millwright up`).';
    return [missing('Server', messageOf(error), fix)];
  }
  const client = createN8nClient(access, { tell: output.note });
  const reachable = await client.isReady().catch(() => false);
  if (!reachable)
    return [missing('Server', `${client.url} does not answer`, 'Start n8n, or correct `n8n.url`.')];
  return [ok('Server', client.url), await checkSession(client), await checkKey(client, access.apiKey)];
}

async function checkSession(client: N8nClient): Promise<Finding> {
  const lost = 'node types, parameters and the publication status cannot be verified';
  const fix = 'Add `n8n.session` with a service user to the environment file, and set its variables.';
  if (!client.hasSession) return limited('Login', `none: ${lost}`, fix);
  try {
    const version = await client.version();
    if (version.startsWith(SUPPORTED)) return ok('Login', `works; n8n ${version}`);
    return limited(
      'Login',
      `works; n8n ${version} is not one of ${SUPPORTED}x`,
      `Use n8n ${SUPPORTED}x, or look twice.`,
    );
  } catch (error) {
    return limited('Login', `${messageOf(error)} Without it ${lost}.`, fix);
  }
}

async function checkKey(client: N8nClient, apiKey: string): Promise<Finding> {
  const headers = { 'x-n8n-api-key': apiKey };
  const refused: string[] = [];
  for (const { what, request } of NEEDED) {
    const { status } = await client.transport.send({ ...request(), headers });
    if (status === 401)
      return missing('API key', 'n8n does not know it', 'Make a new one in n8n: Settings, n8n API.');
    // A request that is allowed is refused for what it says (400) or because nothing is there (404).
    if (status === 403) refused.push(what);
  }
  if (refused.length === 0) return ok('API key', `may ${NEEDED.map(({ what }) => what).join(', ')}`);
  return missing(
    'API key',
    `may not ${refused.join(', ')}`,
    'Give the key these scopes in n8n: Settings, n8n API.',
  );
}

/** Complete but for the package itself, because n8n looks at the fields before it looks at the scope. */
function emptyImport(): FormData {
  const form = new FormData();
  form.set('workflowConflictPolicy', 'fail');
  form.set('workflowIdPolicy', 'source');
  form.set('credentialMatchingMode', 'id-only');
  form.set('package', new Blob([]), 'empty.n8np');
  return form;
}
