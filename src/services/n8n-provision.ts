import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';
import {
  ensureN8nSecrets,
  n8nSecretsFile,
  readN8nSecrets,
  writeN8nSecrets,
  type N8nSecrets,
} from './n8n-secrets.ts';
import { addressOf, runningService } from './service-record.ts';

const REQUEST_TIMEOUT_MS = 30_000;

/** What Millwright does with its key; everything else stays forbidden. */
const SCOPES = Object.entries({
  workflow: ['create', 'read', 'list', 'update', 'delete', 'activate', 'deactivate', 'import', 'export'],
  workflowTags: ['list', 'update'],
  tag: ['create', 'list', 'read'],
  credential: ['create', 'list', 'read', 'update', 'delete'],
  execution: ['list', 'read', 'retry', 'stop', 'delete'],
  dataTable: ['list', 'read'],
  project: ['list'],
  user: ['list', 'read'],
}).flatMap(([resource, actions]) => actions.map((action) => `${resource}:${action}`));

/** How to reach the local n8n. Secrets: for requests only, never for output. */
export interface LocalN8nAccess {
  url: string;
  apiKey: string;
  session: { email: string; password: string };
}

/**
 * Access to the running local n8n of a data folder. `MILLWRIGHT_N8N_URL` says where it is when it was not started by
 * `millwright up` but set up by `setup-n8n` (docker-compose.yml).
 *
 * @throws MillwrightError `n8n_unreachable` when it does not run or was never set up.
 */
export async function localN8nAccess(
  folder: DataFolder,
  env: NodeJS.ProcessEnv = process.env,
): Promise<LocalN8nAccess> {
  const url = env['MILLWRIGHT_N8N_URL'] || (await urlOfStarted(folder));
  const secrets = await readN8nSecrets(folder);
  if (url === undefined || secrets?.apiKey === undefined) {
    throw new MillwrightError('n8n_unreachable', `No local n8n runs for the data folder ${folder.root}.`);
  }
  const { apiKey, email, password } = secrets;
  return { url, apiKey, session: { email, password } };
}

async function urlOfStarted(folder: DataFolder): Promise<string | undefined> {
  const record = await runningService(folder, 'n8n');
  return record && addressOf(record, 'main');
}

/**
 * Gives a fresh n8n its owner and an API key; does nothing when the key in the data folder works.
 *
 * @throws MillwrightError `service_failed` when n8n refuses, e.g. because somebody changed the owner's password.
 */
export async function provisionN8n(folder: DataFolder, url: string): Promise<LocalN8nAccess> {
  const secrets = await ensureN8nSecrets(folder);
  const apiKey = (await workingKey(url, secrets)) ?? (await createKey(folder, url, secrets));
  return { url, apiKey, session: { email: secrets.email, password: secrets.password } };
}

async function workingKey(url: string, secrets: N8nSecrets): Promise<string | undefined> {
  if (secrets.apiKey === undefined) return undefined;
  const answer = await fetch(`${url}/api/v1/workflows?limit=1`, {
    headers: { 'x-n8n-api-key': secrets.apiKey },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  return answer.ok ? secrets.apiKey : undefined;
}

async function createKey(folder: DataFolder, url: string, secrets: N8nSecrets): Promise<string> {
  const { email, password } = secrets;
  // Answers 400 when the instance has its owner already; whether it is ours, the login shows.
  await post(url, '/rest/owner/setup', { email, password, firstName: 'Millwright', lastName: 'Local' });
  const login = await post(url, '/rest/login', { emailOrLdapLoginId: email, password });
  const cookie = login.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  if (!login.ok) throw refused(folder, 'the login of its owner', login.status);

  const offered = await fetch(`${url}/rest/api-keys/scopes`, { headers: { cookie } });
  if (!offered.ok) throw refused(folder, 'to list the scopes of API keys', offered.status);
  const scopes = scopesSchema.parse(await offered.json()).data.filter((scope) => SCOPES.includes(scope));
  // Labels are unique per user, and the key of an earlier provisioning cannot be read again.
  const label = `millwright ${new Date().toISOString()}`;
  const created = await post(url, '/rest/api-keys', { label, scopes, expiresAt: null }, cookie);
  if (!created.ok) throw refused(folder, 'to create an API key', created.status);
  const apiKey = keySchema.parse(await created.json()).data.rawApiKey;
  await writeN8nSecrets(folder, { ...secrets, apiKey });
  return apiKey;
}

const scopesSchema = z.object({ data: z.array(z.string()) });
const keySchema = z.object({ data: z.object({ rawApiKey: z.string().min(1) }) });

async function post(url: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
}

function refused(folder: DataFolder, what: string, status: number): MillwrightError {
  const message =
    `The local n8n refused ${what} (HTTP ${status}). If its owner was changed by hand, put e-mail and password ` +
    `into ${n8nSecretsFile(folder)}; if nothing in it is worth keeping, \`millwright down --purge\` begins anew.`;
  return new MillwrightError('service_failed', message);
}
