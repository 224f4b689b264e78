import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { ensureService } from './ensure-service.ts';
import { n8nEnvironment } from './n8n-environment.ts';
import { ensureN8nRuntime, type N8nRuntime } from './n8n-runtime.ts';
import { ensureN8nSecrets } from './n8n-secrets.ts';
import { beginWithTemplate, keepTemplate, n8nDatabaseFile } from './n8n-template.ts';
import { fingerprint } from './places.ts';
import { choosePort } from './ports.ts';
import type { Report } from './progress.ts';
import { addressOf } from './service-record.ts';
import { answersOk } from './wait-until.ts';

/** 266 migrations at the first start on a machine; a busy one may need minutes. */
const START_TIMEOUT_MS = 180_000;

/**
 * The local n8n of this data folder, started when it does not run. The caller holds the lock of the data folder.
 *
 * @returns its URL
 * @throws MillwrightError `install_failed`, `port_in_use` or `service_failed`.
 */
export async function ensureN8n(folder: DataFolder, env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  const { encryptionKey } = await ensureN8nSecrets(folder);
  let migratesHere: N8nRuntime | undefined;
  const record = await ensureService(folder, env, report, {
    name: 'n8n',
    fingerprint: fingerprint(
      n8nEnvironment({ userFolder: folder.n8n, port: 0, brokerPort: 0, encryptionKey }, {}),
    ),
    timeoutMs: START_TIMEOUT_MS,
    install: async () => ensureN8nRuntime(env, report),
    prepare: async (runtime) => {
      const isNew = !existsSync(n8nDatabaseFile(folder));
      const migrated = isNew && (await beginWithTemplate(runtime, folder, report));
      if (isNew && !migrated) migratesHere = runtime;
      const port = await choosePort(folder, 'n8n', report);
      const brokerPort = await choosePort(folder, 'n8n-broker', report);
      report(`Starting n8n ${runtime.version} (about ${migratesHere === undefined ? 5 : 10} seconds)`);
      return {
        command: process.execPath,
        arguments: [join(runtime.folder, 'node_modules', 'n8n', 'bin', 'n8n'), 'start'],
        env: n8nEnvironment({ userFolder: folder.n8n, port, brokerPort, encryptionKey }, env),
        addresses: { main: `http://127.0.0.1:${port}` },
      };
    },
    // The only true sign: every other path answers 200 while n8n still starts (n8n 2.41).
    isReady: async (running) => answersOk(`${addressOf(running, 'main')}/healthz/readiness`),
  });
  // Before anybody knows this n8n: an owner and a key are not for others.
  if (migratesHere !== undefined) await keepTemplate(migratesHere, folder, report);
  return addressOf(record, 'main');
}
