import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions as BundleOptionsOfSdk } from '@temporalio/worker';
import sdk from '@temporalio/worker/package.json' with { type: 'json' };

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
/** Everything that the workflows may import (docs/architecture.md, layers). */
const ZONE = ['workflows/**/*.ts', 'run/**/*.ts', 'plan/**/*.ts', 'protocol/**/*.ts', 'errors.ts'];

export interface BundleOptions {
  /** File of `workflows/` that exports the workflows; `versioned` for workers that have a version. */
  entry?: 'index' | 'versioned';
  /** Folder of the sources; a test bundles others than ours. */
  source?: string;
}

/**
 * The workflow bundle as a file, built once for each state of the sources: a restarted worker takes up its work a few
 * seconds earlier.
 */
export async function workflowBundle(
  folder: string,
  { entry = 'index', source = SOURCE }: BundleOptions = {},
): Promise<{ codePath: string }> {
  const codePath = join(folder, `workflows-${entry}-${await workflowSourcesHash(source)}.js`);
  const exists = await readFile(codePath).then(
    () => true,
    () => false,
  );
  if (exists) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(source, 'workflows', `${entry}.ts`),
    workflowInterceptorModules: [join(source, 'workflows', 'whole-steps.ts')],
    logger: silent,
    webpackConfigHook: withModernSyntax,
  });
  await mkdir(folder, { recursive: true });
  const temporary = `${codePath}.${process.pid}`;
  await writeFile(temporary, code);
  await rename(temporary, codePath);
  return { codePath };
}

/** Equal for two builds exactly when nothing that runs inside workflows differs: our sources, or the SDK. */
export async function workflowSourcesHash(source = SOURCE): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(ZONE, { cwd: source })) files.push(file);
  const hash = createHash('sha256').update(sdk.version);
  for (const file of files.toSorted()) hash.update(file).update(await readFile(join(source, file)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * SDK 1.24 bundles for ES2017, where every object spread becomes a call: a third of the time of a replay went there. Node
 * 24 needs nothing older than ES2022.
 */
const withModernSyntax: NonNullable<BundleOptionsOfSdk['webpackConfigHook']> = (config) => {
  for (const rule of config.module?.rules ?? []) {
    if (!rule || rule === '...' || typeof rule.use !== 'object' || !('options' in rule.use)) continue;
    if (typeof rule.use.options === 'object' && 'jsc' in rule.use.options)
      rule.use.options['jsc'] = { ...rule.use.options['jsc'], target: 'es2022' };
  }
  return config;
};

const silent = {
  log() {},
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error: (message: string) => console.error(message),
};
