import { constants } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { MillwrightError } from '../errors.ts';
import { installEnvironment } from './child-environment.ts';
import { withFileLock } from './file-lock.ts';
import { runInstallCommand } from './install-command.ts';
import { createCacheFolder, cacheFolder, programFile } from './places.ts';
import type { Report } from './progress.ts';

/** The newest release that `go install` can build: later ones have a `replace` in their go.mod. */
const GO_VERSION = '1.5.1';
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const BUILD_TIMEOUT_MS = 45 * 60_000;

/** The `temporal` command on PATH, else one that was fetched before; nothing is fetched. */
export async function findTemporalBinary(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...onPath, downloadFolder(env), buildFolder(env)].map((folder) =>
    join(folder, 'temporal'),
  );
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

/**
 * The `temporal` command: found, else downloaded by the Temporal SDK, else built with Go.
 *
 * @throws MillwrightError `install_failed` when none of these works.
 */
export async function ensureTemporalBinary(env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  const found = await findTemporalBinary(env);
  if (found !== undefined) return found;
  const cache = await createCacheFolder(env);
  const waiting = (): void => report('Another command is fetching the Temporal server: waiting for it.');
  return withFileLock(
    join(cache, 'temporal.lock'),
    async () => fetchTemporalBinary(cache, env, report),
    waiting,
  );
}

async function fetchTemporalBinary(cache: string, env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  const meanwhile = await findTemporalBinary(env);
  if (meanwhile !== undefined) return meanwhile;
  try {
    return await download(cache, env, report);
  } catch (downloadFailure) {
    report('No download of the Temporal server from here: building it with Go instead.');
    try {
      return await buildWithGo(cache, env, report);
    } catch (cause) {
      const message =
        'The Temporal server could be neither downloaded nor built. Install the Temporal CLI (`temporal`) or Go 1.25 ' +
        `on PATH, or set TEMPORAL_ADDRESS to a running server. The logs are in ${cache}. ` +
        `${textOf(downloadFailure)} ${textOf(cause)}`;
      throw new MillwrightError('install_failed', message, { cause });
    }
  }
}

/** In a process of its own, because the SDK starts the server that it downloads and prints its banner. */
async function download(cache: string, env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  report('Downloading the Temporal development server (about 100 MB)…');
  const partial = join(cache, 'temporal-download.partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const step = {
    what: 'Downloading the Temporal server',
    command: process.execPath,
    arguments: [programFile('services/download-temporal'), partial],
    currentFolder: cache,
    env: installEnvironment(env),
    log: join(cache, 'temporal-download.log'),
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
  };
  await runInstallCommand(step, report);
  return moveIntoPlace(partial, downloadFolder(env));
}

async function buildWithGo(cache: string, env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  report(
    `Building the Temporal server ${GO_VERSION} with Go: one program of 213 MB, about 3 to 5 minutes, once.`,
  );
  const partial = join(cache, 'temporal-build.partial');
  await rm(partial, { recursive: true, force: true });
  const step = {
    what: 'Building the Temporal server',
    command: 'go',
    arguments: ['install', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${GO_VERSION}`],
    currentFolder: cache,
    env: { ...installEnvironment(env), CGO_ENABLED: '0', GOBIN: partial },
    log: join(cache, 'temporal-build.log'),
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  await runInstallCommand(step, report);
  return moveIntoPlace(partial, buildFolder(env));
}

/** Renaming is atomic, so a half fetched program is never found. */
async function moveIntoPlace(partial: string, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return join(folder, 'temporal');
}

function downloadFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'temporal-downloaded');
}

function buildFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), `temporal-${GO_VERSION}`);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
