import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataFolder, dataFolderAt, type DataFolder } from '../../../src/services/data-folder.ts';
import { stopLocalStack } from '../../../src/services/local-stack.ts';
import { isRunning } from '../../../src/services/process-identity.ts';
import { rememberPort, runningService, type ServiceName } from '../../../src/services/service-record.ts';
import { waitUntil } from '../../../src/services/wait-until.ts';

/** Each test folder gets ports of its own, below those that the system gives to outgoing connections. */
let nextPort = 12_000 + (process.pid % 400) * 40;

/** A data folder with its own ports, for one test; everything in it is stopped and deleted afterwards. */
export async function withDataFolder(test: (folder: DataFolder) => Promise<void>): Promise<void> {
  const folder = dataFolderAt(await mkdtemp(join(tmpdir(), 'millwright-services-')));
  await createDataFolder(folder);
  for (const use of [
    'temporal',
    'temporal-ui',
    'temporal-http',
    'n8n',
    'n8n-broker',
    'stand-ins',
    'replay',
  ]) {
    await rememberPort(folder, use, nextPort++);
  }
  try {
    await test(folder);
  } finally {
    await stopLocalStack(folder, { purge: true });
    await rm(folder.root, { recursive: true, force: true });
  }
}

/** What a stack starts in these tests: real services, no workers. */
export const NOTHING_BUT_TEMPORAL = { n8n: false, standIns: [], replay: [], workers: false };

/** Collects progress lines. */
export function lines(): { report: (line: string) => void; text: () => string } {
  const all: string[] = [];
  return { report: (line) => void all.push(line), text: () => all.join('\n') };
}

/** Kills a service as a crash would, and waits until the system has noticed. */
export async function crash(folder: DataFolder, name: ServiceName): Promise<void> {
  const record = await runningService(folder, name);
  assert.ok(record, `${name} runs`);
  process.kill(-record.process.pid, 'SIGKILL');
  assert.ok(await waitUntil(async () => !(await isRunning(record.process)), 10_000));
}
