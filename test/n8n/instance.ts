import { createN8nClient, type N8nClient } from '../../src/n8n/client/client.ts';
import type { SessionCredentials } from '../../src/n8n/client/log-in.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import type { JsonObject } from '../../src/protocol/json.ts';

/** The real n8n that the tests use. Without it they fail: a skipped test proves nothing. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: these tests need a real n8n.`);
  return value;
}

export function instanceUrl(): string {
  return required('MILLWRIGHT_TEST_N8N_URL');
}

function session(): SessionCredentials {
  return { email: required('MILLWRIGHT_TEST_N8N_EMAIL'), password: required('MILLWRIGHT_TEST_N8N_PASSWORD') };
}

export function realClient(): N8nClient {
  return createN8nClient({
    url: instanceUrl(),
    apiKey: required('MILLWRIGHT_TEST_N8N_API_KEY'),
    session: session(),
  });
}

/** The same after its login, which may have to wait: n8n takes five a minute, and every test file is a process of its own. */
export async function loggedInClient(): Promise<N8nClient> {
  const client = realClient();
  await client.fetchNodeVersions();
  return client;
}

/** A client as it is with an API key alone. */
export function keyOnlyClient(): N8nClient {
  return createN8nClient({ url: instanceUrl(), apiKey: required('MILLWRIGHT_TEST_N8N_API_KEY') });
}

/** A word that no other test uses. */
export function uniqueName(words: string): string {
  return `${words} ${crypto.randomUUID().slice(0, 8)}`;
}

export function node(
  name: string,
  type: string,
  typeVersion: number,
  parameters: JsonObject,
  x = 0,
): N8nNode {
  return {
    id: crypto.randomUUID(),
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    parameters,
    position: [x, 0],
  };
}

export function webhookNode(path: string): N8nNode {
  return {
    ...node('Hook', 'webhook', 2.1, { path, httpMethod: 'POST', responseMode: 'onReceived', options: {} }),
    webhookId: crypto.randomUUID(),
  };
}
