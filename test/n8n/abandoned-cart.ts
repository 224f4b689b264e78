import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { loadCatalogue } from '../../src/n8n/catalogue/load.ts';
import type { N8nClient } from '../../src/n8n/client/client.ts';
import type { DeployDependencies } from '../../src/n8n/sync/deployment.ts';
import { workflowIdFor } from '../../src/n8n/document/identity.ts';
import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';
import { loadEnvironment } from '../../src/source/load-environment.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';
import type { AppliedTask } from '../../src/protocol/owner.ts';
import type { DeployInput } from '../../src/protocol/activities.ts';
import type { Environment, Specification } from '../../src/spec/model.ts';
import { instanceUrl, loggedInClient } from './instance.ts';

const EXAMPLE = new URL('../../examples/abandoned-cart/', import.meta.url).pathname;

const NORMALISE = `
/** One shape for carts. */
export function transform(input) {
  const items = input.line_items.map(({ sku, quantity, price }) => ({ sku, quantity, price: Number(price) }));
  const total = Math.round(items.reduce((sum, item) => sum + item.price * item.quantity, 0) * 100) / 100;
  return {
    cart_id: String(input.id), email: input.email || null, consent: input.buyer_accepts_marketing === true,
    currency: input.currency ?? 'CHF', items, total,
  };
}`;

const DISCOUNT = `
const CAP = 10;
export function transform(cart) {
  const wanted = cart.total > 200 ? 10 : cart.total > 50 ? 5 : 0;
  return { ...cart, discount_percent: Math.min(wanted, CAP) };
}`;

export const BUILDING_TASKS = [
  'checkout-webhook',
  'normalise-cart',
  'wait-for-customer',
  'still-open-check',
  'discount-policy',
  'slack-approval',
  'klaviyo-event',
  'wire-main-path',
];

export interface Example {
  client: N8nClient;
  dependencies: DeployDependencies;
  specification: Specification;
  environment: Environment;
  workflowId: string;
  /** Input for a deployment of these tasks, all of them requested. */
  input(taskIds?: string[], change?: (specification: Specification) => void): Promise<DeployInput>;
}

/** The example under a specification id of its own, with its credentials in n8n; all removed after the test. */
export async function prepareExample(t: TestContext, standInUrl = 'http://127.0.0.1:9'): Promise<Example> {
  const client = await loggedInClient();
  const folder = await mkdtemp(join(tmpdir(), 'millwright-n8n-'));
  const artifacts = new LocalArtifactStore(folder);
  const suffix = crypto.randomUUID().slice(0, 8);
  const loaded = await loadSpecification(`${EXAMPLE}specification.yaml`);
  const { environment: demo } = await loadEnvironment(`${EXAMPLE}environment.yaml`);
  const environment: Environment = {
    ...demo,
    n8n: { instance: 'remote', url: instanceUrl(), api_key_variable: 'N8N_API_KEY' },
    base_urls: {
      shopify: `${standInUrl}/shopify`,
      klaviyo: `${standInUrl}/klaviyo`,
      slack: `${standInUrl}/slack`,
    },
    credentials: Object.fromEntries(
      ['shopify', 'klaviyo', 'slack'].map((name) => [name, `${name} ${suffix}`]),
    ),
  };
  const specification = resolveParameters(renamed(loaded.specification, suffix), environment);
  const workflowId = workflowIdFor({
    n8nInstance: new URL(instanceUrl()).host,
    specId: specification.spec_id,
    componentId: 'recovery',
  });

  const credentialIds: string[] = [];
  t.onTestFinished(async () => {
    await removeWorkflow(client, workflowId);
    for (const id of credentialIds) await client.deleteCredential(id);
    await rm(folder, { recursive: true });
  });
  for (const name of Object.values(environment.credentials)) {
    const data = { name: 'X-Token', value: 'demo' };
    credentialIds.push((await client.createCredential({ name, type: 'httpHeaderAuth', data })).id);
  }

  const codeHashes: Record<string, string> = {
    'normalise-cart': await artifacts.putText(NORMALISE),
    'discount-policy': await artifacts.putText(DISCOUNT),
  };
  return {
    client,
    specification,
    environment,
    workflowId,
    dependencies: {
      client,
      artifacts,
      catalogue: await loadCatalogue(client, join(tmpdir(), 'millwright-n8n-catalogue')),
      documents: async ({ specificationHash, environmentHash }) => {
        const parsed = parseSpecificationDocument(await artifacts.getJson(specificationHash));
        const parsedEnvironment = parseEnvironmentDocument(await artifacts.getJson(environmentHash));
        if (!parsed.ok || !parsedEnvironment.ok) throw new Error(JSON.stringify([parsed, parsedEnvironment]));
        return { specification: parsed.specification, environment: parsedEnvironment.environment };
      },
    },
    async input(taskIds = BUILDING_TASKS, change = () => undefined) {
      const changed = structuredClone(specification);
      change(changed);
      const hashes = {
        specificationHash: await artifacts.putJson(changed),
        environmentHash: await artifacts.putJson(environment),
      };
      const tasks = taskIds.map((taskId): AppliedTask => {
        const codeHash = codeHashes[taskId];
        return { taskId, ...hashes, ...(codeHash === undefined ? {} : { codeHash }) };
      });
      return {
        n8nWorkflowId: workflowId,
        workflowName: `Abandoned-cart recovery ${suffix}`,
        componentId: 'recovery',
        newest: hashes,
        tasks,
        requestedTaskIds: taskIds,
        overwrite: false,
      };
    },
  };
}

/** A webhook path of its own: n8n has one owner per path. */
function renamed(specification: Specification, suffix: string): Specification {
  const changed = structuredClone(specification);
  changed.spec_id = `abandoned-cart-${suffix}`;
  for (const task of changed.implementation.task_summary) {
    if (task.webhook_instructions !== undefined) task.webhook_instructions.path = `abandoned-cart-${suffix}`;
  }
  return changed;
}

/** Answers as the outside services do, and remembers what it was asked. */
export async function startStandIn(
  t: TestContext,
): Promise<{ url: string; requests: string[]; bodies: string[] }> {
  const requests: string[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      bodies.push(body);
      response.setHeader('content-type', 'application/json');
      const answer = request.url?.startsWith('/shopify')
        ? { checkout: { completed_at: null } }
        : { ok: true, Decision: 'approve' };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, requests, bodies };
}
