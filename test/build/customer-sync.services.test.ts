import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { test } from 'vitest';
import { followRun } from '../stack/follow-run.ts';
import { testN8n } from '../stack/settings.ts';
import { withStack, type TestStack } from '../stack/test-stack.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';

test('the customer-sync example is built, proven, approved and activated, and its webhook asks for the header', async () => {
  await withStack(['customer-sync'], async (stack) => {
    await stack.startWorker();
    await stack.startSandboxWorker();
    const variant = await makeVariant(stack, 'customer-sync', 'build');
    const ended = await followRun(stack, variant, async () => {
      const built = await stack.n8n.getWorkflow(variant.n8nWorkflowId);
      assert.equal(built?.active, false, 'it was live before anybody said yes');
    });

    assert.equal(ended.status, 'completed', JSON.stringify(ended.tasks.filter((task) => task.error)));
    assert.equal(ended.cost.modelCalls, 1);
    assert.match(ended.tasks.find((task) => task.id === 'e2e')?.evidence?.summary ?? '', /5 of 5/);
    assert.ok((await stack.n8n.getWorkflow(variant.n8nWorkflowId))?.active);

    const customer = {
      id: 9001,
      email: 'Ana@Example.com',
      first_name: 'Ana',
      last_name: 'Sand',
      phone: null,
      total_spent: '10.00',
    };
    const refused = await call(variant, {}, customer);
    assert.equal(refused.status, 403, await refused.text());
    const answered = await call(variant, { 'x-shop-webhook-token': 'demo-webhook-token' }, customer);
    assert.equal(answered.status, 202);
    assert.deepEqual(await answered.json(), { accepted: true, customer_id: '9001' });
    const profile = await profileSent(stack, '9001');
    assert.equal(profile.email, 'ana@example.com');
  });
});

function call({ specification }: Variant, headers: Record<string, string>, body: object): Promise<Response> {
  const path = specification.implementation.task_summary.find((task) => task.webhook_instructions)
    ?.webhook_instructions?.path;
  return fetch(`${testN8n().url}/webhook/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const profileSchema = z.object({
  data: z.object({ attributes: z.object({ external_id: z.string(), email: z.string() }) }),
});

/** What the stand-in of Klaviyo received from the live workflow; n8n answers the shop before it sends it. */
async function profileSent(stack: TestStack, customerId: string): Promise<{ email: string }> {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const { integration, body } of await stack.standIns.requestsAfter(0)) {
      const profile = profileSchema.safeParse(body);
      if (integration === 'klaviyo' && profile.data?.data.attributes.external_id === customerId)
        return profile.data.data.attributes;
    }
    await pause(200);
  }
  throw new Error(`Klaviyo's stand-in received no profile of ${customerId}.`);
}
