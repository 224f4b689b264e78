import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataFolder, dataFolderAt, type DataFolder } from '../../src/services/data-folder.ts';
import { startLocalStack, stopLocalStack } from '../../src/services/local-stack.ts';
import { ensureN8nRuntime } from '../../src/services/n8n-runtime.ts';
import type { Report } from '../../src/services/progress.ts';
import { rememberPort } from '../../src/services/service-record.ts';
import { ensureTemporalBinary } from '../../src/services/temporal-binary.ts';
import { BUNDLES } from './bundle-of-today.ts';
import { impersonalEnvironment } from './impersonal-environment.ts';

/** Away from the ports that a person's own services use. */
const PORTS = {
  temporal: 27_233,
  'temporal-ui': 28_233,
  'temporal-http': 27_243,
  n8n: 25_678,
  'n8n-broker': 25_690,
};

export interface TestServices {
  /** Where they are: `MILLWRIGHT_TEST_*` for the environment of the tests. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

/** Installs what is missing, and starts one Temporal server and one n8n in a folder that goes away again. */
export async function startTestServices(report: Report): Promise<TestServices> {
  const env = impersonalEnvironment(process.env);
  const binary = await ensureTemporalBinary(env, report);
  await ensureN8nRuntime(env, report);
  const folder = dataFolderAt(await mkdtemp(join(tmpdir(), 'millwright-test-')));
  const stop = async (): Promise<void> => {
    await stopLocalStack(folder, { purge: true });
    await rm(folder.root, { recursive: true, force: true });
  };
  try {
    const addresses = await startIn(folder, env, report);
    const bundles = { [BUNDLES]: join(folder.cache, 'bundles') };
    return { variables: { ...addresses, ...bundles, MILLWRIGHT_TEST_TEMPORAL_BINARY: binary }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startIn(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<NodeJS.ProcessEnv> {
  await createDataFolder(folder);
  for (const [use, port] of Object.entries(PORTS)) await rememberPort(folder, use, port);
  const wanted = { n8n: true, standIns: [], replay: [], workers: false };
  const { temporal, n8n } = await startLocalStack({ folder, report, env, with: wanted });
  return {
    MILLWRIGHT_TEST_TEMPORAL_ADDRESS: temporal.address,
    MILLWRIGHT_TEST_N8N_URL: n8n?.url,
    MILLWRIGHT_TEST_N8N_API_KEY: n8n?.apiKey,
    MILLWRIGHT_TEST_N8N_EMAIL: n8n?.session.email,
    MILLWRIGHT_TEST_N8N_PASSWORD: n8n?.session.password,
  };
}
