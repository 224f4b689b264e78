import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import { installEnvironment, withOurNodeFirst } from './child-environment.ts';
import { withFileLock } from './file-lock.ts';
import { runInstallCommand } from './install-command.ts';
import { cacheFolder, createCacheFolder, packageFolder } from './places.ts';
import type { Report } from './progress.ts';

const STEP_TIMEOUT_MS = 40 * 60_000;
const NEEDED_BYTES = 4e9;
const LOCKFILE = 'package-lock.json';

/** An installed n8n, and the folder of the package.json that pins it. */
export interface N8nRuntime {
  folder: string;
  version: string;
}

/** The installed n8n that belongs to our lockfile, or nothing; nothing is installed. */
export async function findN8nRuntime(env: NodeJS.ProcessEnv): Promise<N8nRuntime | undefined> {
  const runtime = await pinnedRuntime(env);
  const installed = await stat(runtime.folder).catch(() => undefined);
  return installed === undefined ? undefined : runtime;
}

/**
 * n8n, installed on first use into the cache folder: about 2.6 GB, 3 to 5 minutes.
 *
 * @throws MillwrightError `install_failed`.
 */
export async function ensureN8nRuntime(env: NodeJS.ProcessEnv, report: Report): Promise<N8nRuntime> {
  const found = await findN8nRuntime(env);
  if (found !== undefined) return found;
  const cache = await createCacheFolder(env);
  const waiting = (): void => report('Another command is installing n8n: waiting for it.');
  return withFileLock(
    join(cache, 'n8n.lock'),
    async () => {
      const meanwhile = await findN8nRuntime(env);
      return meanwhile ?? installN8n(await pinnedRuntime(env), env, report);
    },
    waiting,
  );
}

/** A folder gets its name only when it is whole, so half an installation is never taken for n8n. */
async function installN8n(runtime: N8nRuntime, env: NodeJS.ProcessEnv, report: Report): Promise<N8nRuntime> {
  await needSpace(dirname(runtime.folder));
  report(`Installing n8n ${runtime.version}, once: about 2.6 GB in ${runtime.folder}, 3 to 5 minutes.`);
  const partial = `${runtime.folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const file of ['package.json', LOCKFILE])
    await copyFile(join(manifestFolder(), file), join(partial, file));

  const npm = async (what: string, ...args: string[]): Promise<void> =>
    runInstallCommand(
      {
        what,
        command: 'npm',
        arguments: args,
        currentFolder: partial,
        env: withOurNodeFirst(installEnvironment(env)),
        log: `${runtime.folder}.install.log`,
        timeoutMs: STEP_TIMEOUT_MS,
      },
      report,
    );
  // Most install scripts of n8n's packages fetch things that are not needed here; SQLite is the one that is.
  await npm('Installing the packages of n8n (1 of 2)', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  await npm('Building SQLite for n8n (2 of 2)', 'rebuild', 'sqlite3');
  await rename(partial, runtime.folder);
  return runtime;
}

async function needSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= NEEDED_BYTES) return;
  const freeGb = ((bavail * bsize) / 1e9).toFixed(1);
  throw new MillwrightError(
    'install_failed',
    `n8n needs 4 GB of free space in ${folder}; there are ${freeGb} GB.`,
  );
}

async function pinnedRuntime(env: NodeJS.ProcessEnv): Promise<N8nRuntime> {
  const lockfile = await readFile(join(manifestFolder(), LOCKFILE));
  const hash = createHash('sha256').update(lockfile).digest('hex').slice(0, 12);
  const manifest = await readFile(join(manifestFolder(), 'package.json'), 'utf8');
  const { dependencies } = manifestSchema.parse(JSON.parse(manifest));
  return { folder: join(cacheFolder(env), `n8n-${dependencies.n8n}-${hash}`), version: dependencies.n8n };
}

const manifestSchema = z.object({ dependencies: z.object({ n8n: z.string() }) });

function manifestFolder(): string {
  return join(packageFolder(), 'tools', 'n8n-runtime');
}
