import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Client } from '@temporalio/client';

/** A place where something was written, and all its text. */
export interface Place {
  where: string;
  text: string;
}

/** Every history of the server, payloads decoded. */
export async function histories(client: Client): Promise<Place[]> {
  const places: Place[] = [];
  for await (const { workflowId, runId, memo } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    places.push({ where: `history of ${workflowId}`, text: JSON.stringify({ history, memo }, decoded) });
  }
  return places;
}

/** Payloads are bytes in a field `data`, which the JSON form of a history holds as base64. */
function decoded(name: string, value: unknown): unknown {
  return name === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
}

/** Every file below a folder, but those of `secrets/`, which is where secrets belong. */
export async function files(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const places: Place[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const where = relative(folder, path);
    if (!entry.isFile() || where.startsWith('secrets/')) continue;
    places.push({ where: `file ${where}`, text: await readFile(path, 'utf8') });
  }
  return places;
}

/** Where each of the texts was found: `<name of the text> in <place>`. */
export function find(texts: Record<string, string>, places: Place[]): string[] {
  return places.flatMap(({ where, text }) =>
    Object.entries(texts).flatMap(([name, secret]) => (text.includes(secret) ? [`${name} in ${where}`] : [])),
  );
}
