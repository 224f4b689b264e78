import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { admitSpecification } from '../../src/activities/admit-specification.ts';
import { checkReadiness } from '../../src/activities/check-readiness.ts';
import { readDocuments } from '../../src/activities/stored-documents.ts';
import { startStandIns } from '../../src/stand-ins/start-stand-ins.ts';
import { dependenciesIn } from './support/dependencies.ts';

const folder = await mkdtemp(join(tmpdir(), 'millwright-stand-ins-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const SPECIFICATION = {
  spec_id: 'probing',
  integrations: [
    { integration_id: 'shop', base_url: 'https://shop.example' },
    { integration_id: 'mail', base_url: 'https://mail.example' },
  ],
  implementation: {
    task_summary: [
      {
        task_id: 'probe',
        purpose: 'Is the shop there?',
        action_type: 'test_integration',
        integration_instructions: { integration: 'shop', api_endpoint: '/' },
      },
    ],
  },
};
const ENVIRONMENT = { environment_id: 'demo', stand_ins: ['shop', 'mail', 'of-another-specification'] };

async function playing(integration: string) {
  const file = join(folder, `${integration}.yaml`);
  await writeFile(file, JSON.stringify([{ integration, routes: [] }]));
  return startStandIns({ files: [file], port: 0 });
}

test('a stand-in that nobody plays blocks the tasks that would use it, until somebody does, and is bound then', async () => {
  let url: string | undefined;
  const dependencies = {
    ...dependenciesIn(folder, () => Promise.reject(new Error('A probe of these needs no n8n.'))),
    standInsUrl: async () => url,
  };
  const admitted = await admitSpecification(dependencies, {
    specification: SPECIFICATION,
    environment: ENVIRONMENT,
  });
  assert.ok(admitted.admitted, JSON.stringify(admitted));
  const { specificationHash, environmentHash, standIns } = admitted.plan;
  const hashes = { specificationHash, environmentHash };
  assert.deepEqual(standIns, ['shop', 'mail']);

  const [none, ...others] = (await checkReadiness(dependencies, hashes)).blockers;
  assert.deepEqual(others, []);
  assert.deepEqual(none?.affectedTasks, ['probe']);
  assert.match(none.description, /"demo" says that a stand-in answers for shop, but no stand-ins run\./);
  assert.match(none.resolutionRequired, /millwright stand-ins FILE/);

  const mail = await playing('mail');
  const shop = await playing('shop');
  url = mail.url;
  const [other] = (await checkReadiness(dependencies, hashes)).blockers;
  assert.match(other?.description ?? '', /none of those that run plays it/);

  url = shop.url;
  assert.deepEqual((await checkReadiness(dependencies, hashes)).blockers, []);
  const { environment } = await readDocuments(dependencies, hashes);
  assert.equal(environment.base_urls['shop'], `${url}/shop`);
  await Promise.all([mail.close(), shop.close()]);

  const [gone] = (await checkReadiness(dependencies, hashes)).blockers;
  assert.match(gone?.description ?? '', /no stand-ins run/);
});
