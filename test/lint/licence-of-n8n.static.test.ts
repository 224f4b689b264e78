import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';
import { z } from 'zod';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** n8n-workflow stands under n8n's Sustainable Use License: it may be read by the compiler, and never shipped or run. */
const TYPES_ONLY = 'n8n-workflow';

async function json<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  return schema.parse(JSON.parse(await readFile(join(REPOSITORY, file), 'utf8')));
}

test('no packed file that runs asks for n8n-workflow, once its types are gone', async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: REPOSITORY,
    maxBuffer: 64 * 1024 * 1024,
  });
  const packedSchema = z.object({ files: z.array(z.object({ path: z.string() })) });
  // npm gives a list, and from version 12 on a map by name.
  const [packed] = Object.values(
    z.record(z.string(), packedSchema).or(z.array(packedSchema)).parse(JSON.parse(stdout)),
  );
  const paths = packed?.files.map(({ path }) => path) ?? [];
  assert.ok(paths.includes('src/n8n/document/node-fields.ts'), 'the files that name it are packed');
  assert.deepEqual(
    paths.filter((path) => path.includes('node_modules/')),
    [],
  );
  // Tests do not run in the product, and the linter watches them.
  const scripts = paths.filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.startsWith('test/'));
  const asking = await Promise.all(
    scripts.map(async (path) => {
      const source = await readFile(join(REPOSITORY, path), 'utf8');
      const run = path.endsWith('ts') ? stripTypeScriptTypes(source) : source;
      return run.includes(`'${TYPES_ONLY}`) || run.includes(`"${TYPES_ONLY}`) ? [path] : [];
    }),
  );
  assert.deepEqual(asking.flat(), []);
});

test('n8n-workflow is a development dependency, and nothing that it needs to run is installed', async () => {
  const names = z.record(z.string(), z.string()).default({});
  const manifestSchema = z.object({
    dependencies: names,
    optionalDependencies: names,
    peerDependencies: names,
    devDependencies: names,
    bundleDependencies: z.array(z.string()).default([]),
  });
  const manifest = await json('package.json', manifestSchema);
  const { dependencies, optionalDependencies, peerDependencies, bundleDependencies } = manifest;
  const shipped = { ...dependencies, ...optionalDependencies, ...peerDependencies };
  assert.deepEqual([shipped[TYPES_ONLY], bundleDependencies.includes(TYPES_ONLY)], [undefined, false]);
  assert.match(manifest.devDependencies[TYPES_ONLY] ?? '', /^\d/);

  const entrySchema = z.object({
    name: z.string().optional(),
    dependencies: names,
    dev: z.boolean().default(false),
  });
  const { packages } = await json(
    'package-lock.json',
    z.object({ packages: z.record(z.string(), entrySchema) }),
  );
  const types = packages[`node_modules/${TYPES_ONLY}`];
  assert.equal(types?.dev, true);
  const needed = Object.keys(types?.dependencies ?? {});
  assert.notEqual(needed.length, 0);
  const installed = needed.filter((name) => {
    const entry =
      packages[`node_modules/${TYPES_ONLY}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
    return name !== 'zod' && entry?.name !== 'empty-npm-package';
  });
  assert.deepEqual(installed, [], 'package.json replaces each of them by an empty package (overrides)');
});
