import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { harmlessEnvironment } from './child-environment.ts';
import type { DataFolder } from './data-folder.ts';
import { ensureService } from './ensure-service.ts';
import { fingerprint, programFile } from './places.ts';
import { choosePort } from './ports.ts';
import type { Report } from './progress.ts';
import { addressOf, readServices, rememberServed } from './service-record.ts';
import { isListening } from './wait-until.ts';

const START_TIMEOUT_MS = 30_000;

/** The loopback servers of ours that answer from files. */
type FileServer = 'stand-ins' | 'replay';

/**
 * Starts the stand-ins or the replay server, or starts it anew when its files have changed. What an earlier
 * command asked it to serve is still served, since what was deployed then still calls it; where two files answer
 * for the same thing, the one named last holds. The caller holds the lock of the data folder.
 *
 * @param paths files (stand-ins) or folders (replay)
 * @returns its URL; nothing when there is nothing to serve
 */
export async function ensureFileServer(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
  name: FileServer,
  paths: string[],
): Promise<string | undefined> {
  const earlier = (await readServices(folder)).serves[name] ?? [];
  const serves = await existing([...new Set([...paths.map((path) => resolve(path)), ...earlier])]);
  if (serves.length === 0) return undefined;
  const record = await ensureService(folder, env, report, {
    name,
    fingerprint: fingerprint(await Promise.all(serves.map(contentHash))),
    timeoutMs: START_TIMEOUT_MS,
    install: async () => undefined,
    prepare: async () => {
      const port = await choosePort(folder, name, report);
      return {
        command: process.execPath,
        arguments: [programFile(`${name}/serve`), String(port), ...serves],
        env: harmlessEnvironment(env),
        addresses: { main: `http://127.0.0.1:${port}`, port: String(port) },
      };
    },
    isReady: async (running) => isListening('127.0.0.1', Number(addressOf(running, 'port'))),
  });
  await rememberServed(folder, name, serves);
  return addressOf(record, 'main');
}

async function existing(paths: string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(async (path) => stat(path).catch(() => undefined)));
  return paths.filter((_, index) => found[index] !== undefined);
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256').update(path);
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path, { recursive: true })).toSorted() : [''];
  for (const name of names) {
    const content = await readFile(join(path, name)).catch(() => ''); // a subfolder has no content of its own
    hash.update(name).update(content);
  }
  return hash.digest('hex');
}
