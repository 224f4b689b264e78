import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { exampleFolder, type ExampleName } from '../stack/examples.ts';
import type { TestStack } from '../stack/test-stack.ts';

const messageSchema = z.looseObject({ id: z.string() });
const keptSchema = z.object({ message: messageSchema });
const recordedSchema = z.looseObject({ request_hash: z.string(), response: messageSchema });
const requestsSchema = z.array(z.looseObject({ request_hash: z.string() }));

/** Message ids of the answers that workers with this data folder have kept. */
export async function keptAnswers(home: string): Promise<string[]> {
  const store = new LocalArtifactStore(join(home, 'artifacts'));
  const names = await store.listNames('model-answers');
  return Promise.all(
    names.map(async (name) => {
      const hash = (await store.getName(name)) ?? assert.fail(name);
      return keptSchema.parse(await store.getJson(hash)).message.id;
    }),
  );
}

/** Message ids that answer the calls which reached the model so far, one for each call, in order. */
export async function askedFor(stack: TestStack, example: ExampleName): Promise<string[]> {
  const folder = join(exampleFolder(example), 'answers');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const recorded = await Promise.all(
    files.map(async (name) => recordedSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
  const answers = new Map(recorded.map(({ request_hash: hash, response }) => [hash, response.id]));
  const requests = requestsSchema.parse(
    await (await fetch(`${stack.env['MILLWRIGHT_REPLAY_URL']}/__requests`)).json(),
  );
  return requests.map(({ request_hash: hash }) => answers.get(hash) ?? `no answer to ${hash}`);
}
