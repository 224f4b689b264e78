import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'vitest';
import { createN8nClient } from '../../src/n8n/client/client.ts';
import { MillwrightError } from '../../src/errors.ts';
import {
  instanceUrl,
  keyOnlyClient,
  loggedInClient,
  realClient,
  uniqueName,
  webhookNode,
} from './instance.ts';
import { waitUntilLive } from '../../src/n8n/live/liveness.ts';
import { removeWorkflow } from '../../src/n8n/client/remove-workflow.ts';

const SECRET = 'canary-secret-key';

function hasCode(code: string, words: RegExp = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof MillwrightError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.ok(
      !`${error.message} ${error.stack} ${JSON.stringify(error)}`.includes(SECRET),
      'the secret is in the error',
    );
    return true;
  };
}

test('a wrong API key is told as such, and the key is not in the error', async () => {
  const client = createN8nClient({ url: instanceUrl(), apiKey: SECRET });
  await assert.rejects(client.listWorkflows(), hasCode('n8n_unauthorized'));
});

test('a wrong password is told as such, and is not in the error', async () => {
  const session = { email: 'nobody@millwright.local', password: SECRET };
  const client = createN8nClient({ url: instanceUrl(), apiKey: 'x', session });
  await assert.rejects(client.fetchNodeVersions(), hasCode('n8n_unauthorized', /to log in/));
});

test('without a login, what needs one says so', async () => {
  await assert.rejects(keyOnlyClient().fetchNodeVersions(), hasCode('n8n_no_session'));
});

test('an instance that does not listen is unreachable', async () => {
  const client = createN8nClient({ url: 'http://127.0.0.1:9', apiKey: SECRET });
  await assert.rejects(client.listWorkflows(), hasCode('n8n_unreachable', /127\.0\.0\.1:9/));
});

test('n8n names the field that it refuses', async () => {
  const document = { name: '', nodes: [], connections: {}, settings: {} };
  await assert.rejects(realClient().createWorkflow(document), hasCode('n8n_rejected', /Workflow name/));
});

test('a page in place of data (n8n is starting), a redirect and an endless answer are each told', async (t) => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/page')) response.end('<html>n8n is starting up</html>');
    else if (request.url?.startsWith('/moved'))
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    else response.end(Buffer.alloc(33 * 1024 * 1024, 32));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = (path: string) => createN8nClient({ url: `${base}${path}`, apiKey: SECRET }).listWorkflows();

  await assert.rejects(at('/page'), hasCode('n8n_unreachable', /not ready/));
  await assert.rejects(at('/moved'), hasCode('n8n_rejected', /302/));
  await assert.rejects(at('/endless'), hasCode('n8n_rejected', /bytes/));
});

test('a workflow is created under our own id, and a second import of that id is refused', async (t) => {
  const client = await loggedInClient();
  const workflowId = `millwright-test-${crypto.randomUUID()}`;
  const document = {
    name: uniqueName('import'),
    nodes: [webhookNode(uniqueName('p'))],
    connections: {},
    settings: {},
  };
  t.onTestFinished(() => removeWorkflow(client, workflowId));

  await client.importWorkflow(workflowId, document);
  const stored = await client.getWorkflow(workflowId);
  assert.equal(stored?.name, document.name);
  assert.equal(stored?.active, false);
  assert.deepEqual(
    stored?.nodes.map((node) => node.id),
    document.nodes.map((node) => node.id),
  );
  await assert.rejects(
    client.importWorkflow(workflowId, document),
    hasCode('n8n_workflow_exists', /it has it already/),
  );
});

test('a webhook path that another workflow uses is told when publishing', async (t) => {
  const client = await loggedInClient();
  const path = crypto.randomUUID();
  const ids: string[] = [];
  t.onTestFinished(async () => {
    for (const id of ids) await removeWorkflow(client, id);
  });
  for (const name of ['first', 'second']) {
    const nodes = [webhookNode(path)];
    ids.push(
      (await client.createWorkflow({ name: uniqueName(name), nodes, connections: {}, settings: {} })).id,
    );
  }
  await waitUntilLive(client, await client.publishWorkflow(ids[0] ?? ''));
  await assert.rejects(client.publishWorkflow(ids[1] ?? ''), hasCode('n8n_webhook_taken'));
});
