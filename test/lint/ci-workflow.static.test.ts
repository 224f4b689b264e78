import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const WORKFLOW = join(REPOSITORY, '.github', 'workflows', 'ci.yml');

const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })) }),
  ),
});

test('the workflow runs what everybody runs, may only read, and pins what it takes from others by commit', async () => {
  const { permissions, jobs } = workflowSchema.parse(parse(await readFile(WORKFLOW, 'utf8')));
  assert.deepEqual(permissions, { contents: 'read' });
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  assert.ok(steps.some(({ run }) => run === '.ci/run'));
  const used = steps.flatMap(({ uses }) => uses ?? []);
  assert.ok(used.length > 0);
  for (const action of used) assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40}$/);
});

const hasGo = spawnSync('go', ['version']).status === 0;

test.skipIf(!hasGo)('actionlint finds nothing in the workflow', async () => {
  // It throws with what actionlint found.
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'lint:workflows'], {
    cwd: REPOSITORY,
  });
  assert.equal(stdout, '');
});
