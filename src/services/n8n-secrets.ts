import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';

const secretsSchema = z.object({
  encryptionKey: z.string().min(32),
  email: z.string(),
  password: z.string(),
  /** Absent until n8n has been provisioned. */
  apiKey: z.string().optional(),
});
export type N8nSecrets = z.infer<typeof secretsSchema>;

/** Where the secrets of the local n8n are, for messages that must not show them. */
export function n8nSecretsFile(folder: DataFolder): string {
  return join(folder.secrets, 'n8n.json');
}

/** The secrets of the local n8n, made at its first start. */
export async function ensureN8nSecrets(folder: DataFolder): Promise<N8nSecrets> {
  const existing = await readN8nSecrets(folder);
  if (existing !== undefined) return existing;
  const fresh: N8nSecrets = {
    encryptionKey: randomBytes(24).toString('hex'),
    email: 'owner@millwright.local',
    password: `Mw1${randomBytes(15).toString('base64url')}`, // n8n wants a capital and a digit
  };
  await writeN8nSecrets(folder, fresh);
  return fresh;
}

/** @throws MillwrightError `workspace_unwritable` when the file is damaged. */
export async function readN8nSecrets(folder: DataFolder): Promise<N8nSecrets | undefined> {
  const file = n8nSecretsFile(folder);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    // The cause may quote the file, so it is left out.
    throw new MillwrightError(
      'workspace_unwritable',
      `${file} is damaged; \`millwright down --purge\` begins anew.`,
    );
  }
}

export async function writeN8nSecrets(folder: DataFolder, secrets: N8nSecrets): Promise<void> {
  const temporary = `${n8nSecretsFile(folder)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, n8nSecretsFile(folder));
}
