import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';
import { isRunning, processIdentitySchema } from './process-identity.ts';

/** The local processes, in the order in which they are started. */
export const SERVICE_NAMES = ['temporal', 'n8n', 'stand-ins', 'replay', 'worker', 'sandbox-worker'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

const serviceRecordSchema = z.object({
  process: processIdentitySchema,
  /** Where it answers, by use: `main`, `ui`, `probe`. Workers only ask, so they have none. */
  addresses: z.record(z.string(), z.string()),
  log: z.string(),
  /** Hash of what it was started with: another hash means that it must be started anew. */
  fingerprint: z.string(),
});
export type ServiceRecord = z.infer<typeof serviceRecordSchema>;

const servicesSchema = z.object({
  services: z.partialRecord(z.enum(SERVICE_NAMES), serviceRecordSchema),
  /** Ports are kept after a stop: addresses are part of what was deployed. */
  ports: z.record(z.string(), z.int().positive()),
  /** What stand-ins and replay answer from, kept for the same reason. */
  serves: z.partialRecord(z.enum(SERVICE_NAMES), z.array(z.string())),
});
type Services = z.infer<typeof servicesSchema>;

/**
 * Reads `services.json`; an absent file means that nothing was ever started.
 *
 * @throws MillwrightError `workspace_unwritable` when the file is not one of ours.
 */
export async function readServices(folder: DataFolder): Promise<Services> {
  const text = await readFile(folder.services, 'utf8').catch(() => undefined);
  if (text === undefined) return { services: {}, ports: {}, serves: {} };
  try {
    return servicesSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${folder.services} is damaged; delete it after stopping what still runs.`;
    throw new MillwrightError('workspace_unwritable', message, { cause });
  }
}

/** The record of a service, whether it still runs or not. */
export async function recordOf(folder: DataFolder, name: ServiceName): Promise<ServiceRecord | undefined> {
  return (await readServices(folder)).services[name];
}

/** The record of a service that runs now, and that is the process we started. */
export async function runningService(
  folder: DataFolder,
  name: ServiceName,
): Promise<ServiceRecord | undefined> {
  const record = await recordOf(folder, name);
  return record !== undefined && (await isRunning(record.process)) ? record : undefined;
}

/** One address of a service that has it. */
export function addressOf(record: ServiceRecord, use: string): string {
  const address = record.addresses[use];
  if (address === undefined)
    throw new MillwrightError('internal', `The record of a service has no address "${use}".`);
  return address;
}

/** Writes one record down. The caller holds the lock of the data folder. */
export async function recordService(
  folder: DataFolder,
  name: ServiceName,
  record: ServiceRecord,
): Promise<void> {
  await update(folder, (all) => ({ ...all, services: { ...all.services, [name]: record } }));
}

/** Removes one record. The caller holds the lock of the data folder. */
export async function forgetService(folder: DataFolder, name: ServiceName): Promise<void> {
  await update(folder, (all) => ({ ...all, services: { ...all.services, [name]: undefined } }));
}

/** Keeps a port for the next start. The caller holds the lock of the data folder. */
export async function rememberPort(folder: DataFolder, use: string, port: number): Promise<void> {
  await update(folder, (all) => ({ ...all, ports: { ...all.ports, [use]: port } }));
}

/** Keeps what a service answers from for the next start. The caller holds the lock of the data folder. */
export async function rememberServed(folder: DataFolder, name: ServiceName, paths: string[]): Promise<void> {
  await update(folder, (all) => ({ ...all, serves: { ...all.serves, [name]: paths } }));
}

let lastUpdate: Promise<void> = Promise.resolve();

/** One after the other: services are started side by side, and each update reads the whole file and writes it back. */
async function update(folder: DataFolder, change: (all: Services) => Services): Promise<void> {
  const next = lastUpdate.then(async () => writeServices(folder, change(await readServices(folder))));
  lastUpdate = next.catch(() => undefined);
  return next;
}

/** A reader sees the old file or the new one, never half of it. */
async function writeServices(folder: DataFolder, content: Services): Promise<void> {
  const temporary = `${folder.services}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, folder.services);
}
