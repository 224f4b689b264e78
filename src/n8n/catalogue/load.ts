import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nClient } from '../client/client.ts';
import { createCatalogue, type NodeCatalogue } from './catalogue.ts';
import { compactDescriptions } from './compact.ts';
import { nodeDescriptionsSchema, type NodeDescription } from './description.ts';
import { createUnverifiedCatalogue } from './unverified.ts';

/** Goes up when the compact form changes. */
const FORMAT = 2;

const inMemory = new Map<string, Promise<NodeCatalogue>>();

/**
 * The catalogue of the instance, kept in memory and in `cacheFolder`. The key is the instance's list of types and
 * versions (51 kB), so that an upgrade or a new community node is noticed at once.
 */
export async function loadCatalogue(client: N8nClient, cacheFolder: string): Promise<NodeCatalogue> {
  if (!client.hasSession) return createUnverifiedCatalogue();
  const versions = await client.fetchNodeVersions();
  const key = createHash('sha256')
    .update(JSON.stringify([FORMAT, client.url, versions]))
    .digest('hex')
    .slice(0, 32);
  const kept = inMemory.get(key);
  if (kept !== undefined) return kept;
  const loading = readOrFetch(client, join(cacheFolder, `nodes-${key}.json`)).then(createCatalogue);
  inMemory.set(key, loading);
  // A failed load is asked for again next time.
  loading.catch(() => inMemory.delete(key));
  return loading;
}

async function readOrFetch(client: N8nClient, file: string): Promise<NodeDescription[]> {
  const cached = await readCache(file);
  if (cached !== undefined) return cached;
  const descriptions = compactDescriptions(await client.fetchNodeDescriptions());
  await writeCache(file, descriptions);
  return descriptions;
}

/** A cache that cannot be read is no cache. */
async function readCache(file: string): Promise<NodeDescription[] | undefined> {
  try {
    return nodeDescriptionsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function writeCache(file: string, descriptions: NodeDescription[]): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(temporary, JSON.stringify(descriptions));
  await rename(temporary, file);
}
