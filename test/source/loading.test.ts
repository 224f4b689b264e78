import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { loadEnvironment } from '../../src/source/load-environment.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import { LIMITS } from '../../src/spec/limits.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-loading-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function failure(work: Promise<unknown>): Promise<MillwrightError> {
  try {
    await work;
  } catch (error) {
    assert(error instanceof MillwrightError, String(error));
    return error;
  }
  assert.fail('it was accepted');
}

const checkpoint = (id: string) => ({
  task_id: id,
  purpose: 'Asks.',
  action_type: 'human_checkpoint',
  checkpoint_instructions: { question: 'Go on?' },
});
const specificationOf = (tasks: unknown[]) => ({ spec_id: 'demo', implementation: { task_summary: tasks } });

test('a file that is missing, is a folder or is not text is unreadable', async () => {
  assert.equal((await failure(loadSpecification(join(folder, 'none.yaml')))).code, 'spec_unreadable');
  assert.equal((await failure(loadSpecification(folder))).code, 'spec_unreadable');
  const binary = await write('binary.yaml', Uint8Array.of(0x73, 0xff, 0xfe, 0x00));
  assert.equal((await failure(loadSpecification(binary))).code, 'spec_unreadable');
});

test('a file beyond the size limit is not read', async () => {
  const file = await write('large.yaml', `# ${'x'.repeat(LIMITS.documentBytes)}`);
  assert.equal((await failure(loadSpecification(file))).code, 'spec_too_large');
});

test('an empty file says so', async () => {
  const error = await failure(loadSpecification(await write('empty.yaml', '# nothing\n')));
  assert.equal(error.code, 'spec_syntax');
  assert.equal(error.problems[0]?.rule, 'empty');
});

test('broken JSON is reported at its line and column', async () => {
  const error = await failure(
    loadSpecification(await write('broken.json', '{\n  "spec_id": "demo",\n  oops\n}')),
  );
  assert.equal(error.code, 'spec_syntax');
  assert.deepEqual([error.problems[0]?.place?.line, error.problems[0]?.place?.column], [3, 3]);
});

test('a key that JSON has twice is reported, however it is written', async () => {
  const file = await write(
    'twice.json',
    '{ "spec_id": "\\"a:{", "b": [{ "spec_id": 1 }],\n  "spec_\\u0069d": "b" }',
  );
  const error = await failure(loadSpecification(file));
  assert.equal(error.problems.length, 1);
  assert.equal(error.problems[0]?.rule, 'duplicate_key');
  assert.deepEqual([error.problems[0]?.place?.line, error.problems[0]?.place?.column], [2, 3]);
});

test('problems in a JSON file have lines too', async () => {
  const text = JSON.stringify(specificationOf([{ ...checkpoint('a'), depends_on: ['b'] }]), null, 2);
  const error = await failure(loadSpecification(await write('places.json', text)));
  const line = text.split('\n').findIndex((content) => content.includes('"b"')) + 1;
  assert.deepEqual([error.problems[0]?.rule, error.problems[0]?.place?.line], ['unknown_task', line]);
});

test('a problem inside a file beside the specification points into that file', async () => {
  const task = {
    task_id: 'rate',
    purpose: 'Rates.',
    action_type: 'write_transform',
    component: 'main',
    n8n_instructions: { node_name: 'Rate' },
    code_instructions: { input_schema: {}, output_schema: {}, logic_description: 'Returns the input.' },
    acceptance_check: { success_criteria: 'Every sample is returned.', samples: 'samples.yaml' },
  };
  const components = [{ component_id: 'main', platform: 'n8n', workflow_name: 'Main' }];
  await write('samples.yaml', '- name: one\n  input: 1\n  expcet: 1\n');
  const error = await failure(
    loadSpecification(await write('beside.json', JSON.stringify({ ...specificationOf([task]), components }))),
  );
  const place = error.problems[0]?.place;
  assert.deepEqual([place?.file, place?.line, place?.column], [join(folder, 'samples.yaml'), 3, 3]);
  assert.match(error.problems[0]?.fix ?? '', /`expect`/);
});

test('code beside the specification is read into the document, and code in the document stays', async () => {
  const task = (source: string) => ({
    task_id: 'rate',
    purpose: 'Rates.',
    action_type: 'write_transform',
    n8n_instructions: { node_name: 'Rate' },
    component: 'main',
    code_instructions: {
      input_schema: {},
      output_schema: {},
      logic_description: 'Returns the input.',
      source,
    },
    acceptance_check: { samples: [{ name: 'one', input: 1, expect: 1 }] },
  });
  const components = [{ component_id: 'main', platform: 'n8n', workflow_name: 'Main' }];
  const code = 'export function transform(input) {\n  return input;\n}\n';
  await write('rate.mjs', code);
  for (const source of ['rate.mjs', code]) {
    const file = await write('code.json', JSON.stringify({ ...specificationOf([task(source)]), components }));
    const { specification } = await loadSpecification(file);
    assert.equal(specification.implementation.task_summary[0]?.code_instructions?.source, code);
  }
});

test('a document that names files but came without them is refused', () => {
  const task = { ...checkpoint('a'), acceptance_check: { samples: 'samples.yaml' } };
  const parsed = parseSpecificationDocument(specificationOf([task]));
  assert(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map((problem) => [problem.rule, problem.pointer]),
    [['file_not_loaded', '/implementation/task_summary/0/acceptance_check/samples']],
  );
});

test('all problems come at once, in reading order, at most 50, with a count of the rest', async () => {
  const tasks = Array.from({ length: 60 }, (_, index) => ({
    ...checkpoint(`task-${index}`),
    depends_on: ['nobody'],
  }));
  const error = await failure(
    loadSpecification(await write('many.json', JSON.stringify(specificationOf(tasks), null, 1))),
  );
  assert.equal(error.problems.length, 50);
  assert.match(error.message, /60 problems.*10 more/);
  const lines = error.problems.map((problem) => problem.place?.line ?? 0);
  assert.deepEqual(
    lines,
    lines.toSorted((left, right) => left - right),
  );
});

test('a misspelt field does not hide what else is wrong', () => {
  const { purpose, ...task } = checkpoint('a');
  const parsed = parseSpecificationDocument(
    specificationOf([{ ...task, purpos: purpose, depends_on: ['b'] }]),
  );
  assert(!parsed.ok);
  assert.deepEqual(parsed.problems.map((problem) => problem.rule).toSorted(), [
    'unknown_field',
    'unknown_task',
  ]);
});

test('a document that is too deep or not JSON is refused, and any value at all gives an answer', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  for (const value of [
    deep,
    { a: Number.NaN },
    JSON.parse('{"__proto__":{}}'),
    null,
    'text',
    7,
    [],
    undefined,
  ]) {
    assert(!parseSpecificationDocument(value).ok);
    assert(!parseEnvironmentDocument(value).ok);
  }
});

test('an environment file is read, and its problems have places and fixes', async () => {
  const good = await loadEnvironment(
    await write(
      'good.yaml',
      'environment_id: client-a\nn8n: { instance: remote, url: https://n8n.example.com }\n',
    ),
  );
  assert.deepEqual(good.environment.n8n, {
    instance: 'remote',
    url: 'https://n8n.example.com',
    api_key_variable: 'N8N_API_KEY',
  });
  const error = await failure(
    loadEnvironment(
      await write('bad.yaml', 'environment_id: client-a\nn8n: { instance: lokal }\nparamters: { a: 1 }\n'),
    ),
  );
  assert.equal(error.code, 'environment_invalid');
  assert.deepEqual(
    error.problems.map((problem) => [problem.rule, problem.place?.line, problem.place?.column]),
    [
      ['invalid_value', 2, 18],
      ['unknown_field', 3, 1],
    ],
  );
  assert.deepEqual(
    error.problems.map((problem) => problem.fix),
    ['Did you mean `local`?', 'Did you mean `parameters`?'],
  );
});

test('a key in place of the name of its variable is refused and not repeated', async () => {
  const key = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abcdefghijk';
  const text = `environment_id: a\nn8n: { instance: remote, url: https://n8n.example.com, api_key_variable: ${key} }\n`;
  const error = await failure(loadEnvironment(await write('key.yaml', text)));
  assert(error.problems.some((problem) => problem.rule === 'credential_value'));
  assert(!JSON.stringify([error.message, error.problems]).includes(key));
});
