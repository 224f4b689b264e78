import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { test } from 'vitest';
import { SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS } from '../../src/protocol/names.ts';
import { packageFolder } from '../../src/services/places.ts';

/** No Docker is needed here: these tests are about what the file promises. */
const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()).default(['default']),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.unknown().optional(),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
});

const text = await readFile(join(packageFolder(), 'docker-compose.yml'), 'utf8');
const compose = composeSchema.parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);

function service(name: string): z.infer<typeof serviceSchema> {
  const found = compose.services[name];
  assert.ok(found, `there is a service "${name}"`);
  return found;
}

test('every image of others has a version', () => {
  for (const [name, { image = '', build }] of services) {
    if (build === undefined) assert.match(image, /:\d+\.\d+/, name);
  }
});

test('services wait for services that are there, in a way that can come true', () => {
  for (const [name, { depends_on }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const target = service(other);
      if (condition === 'service_healthy')
        assert.ok(target.healthcheck, `${name} waits for the health of ${other}`);
    }
  }
});

test('networks and volumes that are used are declared', () => {
  for (const [name, { networks, volumes }] of services) {
    for (const network of networks)
      assert.ok(network === 'default' || network in compose.networks, `${name}: ${network}`);
    for (const volume of volumes) {
      const source = volume.split(':')[0] ?? '';
      assert.ok(source.startsWith('.') || source in compose.volumes, `${name}: ${source}`);
    }
  }
});

test('ports are published on loopback only', () => {
  for (const [name, { ports }] of services) {
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
  }
});

test('the sandbox worker has no key, no volume and no network but the one of Temporal', () => {
  const sandbox = service('sandbox-worker');
  assert.deepEqual(Object.keys(sandbox.environment).toSorted(), ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']);
  assert.deepEqual(sandbox.networks, ['temporal']);
  assert.deepEqual(sandbox.volumes, []);
  assert.deepEqual(compose.networks['temporal'], { internal: true });
});

test('our programs that are started are there, and both search attributes are registered', async () => {
  for (const [, { command = [] }] of services) {
    const [program = ''] = command;
    if (program.startsWith('src/')) await access(join(packageFolder(), program));
  }
  for (const name of [SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS])
    assert.ok(text.includes(name));
});
