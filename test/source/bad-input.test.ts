import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { VALID } from './bad-inputs/bad-input.ts';
import { FILE_PROBLEMS } from './bad-inputs/file-problems.ts';
import { MEANING_PROBLEMS } from './bad-inputs/meaning-problems.ts';
import { SHAPE_PROBLEMS } from './bad-inputs/shape-problems.ts';
import { TEXT_PROBLEMS } from './bad-inputs/text-problems.ts';
import { WORKFLOW_PROBLEMS } from './bad-inputs/workflow-problems.ts';

const BAD_INPUTS = [
  ...TEXT_PROBLEMS,
  ...SHAPE_PROBLEMS,
  ...MEANING_PROBLEMS,
  ...WORKFLOW_PROBLEMS,
  ...FILE_PROBLEMS,
];

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-bad-input-'));
  await mkdir(join(folder, 'spec', 'samples'), { recursive: true });
  await writeFile(join(folder, 'spec', 'samples', 'lead.yaml'), '- { name: one, input: 1, expect: 1 }\n');
  await writeFile(join(folder, 'outside.yaml'), '[]\n');
  await symlink(join(folder, 'outside.yaml'), join(folder, 'spec', 'samples', 'link.yaml'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, text: string): Promise<MillwrightError | undefined> {
  const file = join(folder, 'spec', name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  try {
    await loadSpecification(file);
    return undefined;
  } catch (error) {
    assert(error instanceof MillwrightError, String(error));
    return error;
  }
}

test('the specification that the bad ones are made of is valid', async () => {
  assert.equal(await load('valid.yaml', VALID), undefined);
});

for (const bad of BAD_INPUTS) {
  test(`${bad.name} is reported at its place with its fix`, async () => {
    assert(VALID.includes(bad.replace[0]), 'the test replaces nothing');
    const marked = VALID.replace(bad.replace[0], () => bad.replace[1]);
    const error = await load('bad.yaml', marked.replace('«', ''));
    assert(error, 'it was accepted');
    assert.equal(error.code, bad.code ?? 'spec_invalid');
    assert.equal(error.problems.length, 1, JSON.stringify(error.problems, null, 2));
    const [problem] = error.problems;
    assert(problem);
    assert.equal(problem.rule, bad.rule);
    const head = marked.slice(0, marked.indexOf('«')).split('\n');
    const expected = [head.length, (head.at(-1) ?? '').length + 1];
    assert.deepEqual([problem.place?.line, problem.place?.column], expected, problem.message);
    assert.match(problem.message, bad.message);
    assert.match(problem.fix, bad.fix);
  });
}

test('a credential value is not repeated in the message', async () => {
  const secret = 'sk-live-4f9a8b7c6d5e4f3a2b1c';
  const error = await load('secret.yaml', VALID.replace('credential: crm', `credential: ${secret}`));
  assert(error);
  assert(!JSON.stringify([error.message, error.problems]).includes(secret));
});
