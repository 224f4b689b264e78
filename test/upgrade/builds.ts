import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../src/services/places.ts';
import { workflowBundle, workflowSourcesHash } from '../../src/worker/workflow-bundle.ts';

/** Workflow code as a deploy brings it: what the worker runs, and the build id it has by default. */
export interface Build {
  id: string;
  /** For workers with a version, and for workers without. */
  bundle: (entry: 'versioned' | 'index') => Promise<{ codePath: string }>;
  remove(): Promise<void>;
}

/** One place in a file of `src/` that the next release changes. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

const SOURCES = ['workflows', 'run', 'plan', 'protocol', 'errors.ts'];

/** The workflow code as it is shipped, or with changes as a later release might make them. */
export async function makeBuild(changes: Change[] = []): Promise<Build> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-build-'));
  const source = join(folder, 'src');
  for (const name of SOURCES) {
    await cp(join(packageFolder(), 'src', name), join(source, name), { recursive: true });
  }
  // Where the bundler finds the SDK, and learns that these are modules.
  for (const name of ['node_modules', 'package.json']) {
    await symlink(join(packageFolder(), name), join(folder, name));
  }
  for (const change of changes) await apply(change, source);
  return {
    id: await workflowSourcesHash(source),
    bundle: (entry) => workflowBundle(join(folder, 'bundles'), { entry, source }),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** @throws Error when the place is not there any more, because then the test would compare two equal builds. */
async function apply({ file, from, to }: Change, source: string): Promise<void> {
  const path = join(source, file);
  const before = await readFile(path, 'utf8');
  if (before.split(from).length !== 2) throw new Error(`src/${file} does not have once: ${from}`);
  await writeFile(path, before.replace(from, to));
}
