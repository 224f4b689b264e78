import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'vitest';
import { acceptedCodeKey } from '../../src/claude/accepted-code.ts';
import { readCodeTask } from '../../src/claude/code-task.ts';
import { loadPromptFiles } from '../../src/claude/prompt-files.ts';
import { buildCodeRequest } from '../../src/claude/prompt.ts';
import { LANGUAGE_VERSION } from '../../src/spec/language-version.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import type { Specification } from '../../src/spec/model.ts';

/** One folder for each release that changed the normal form: `node tools/store-documents.ts NAME` adds one. */
const FOLDER = new URL('stored-documents/', import.meta.url);
const RELEASES = (await readdir(FOLDER)).toSorted();
const EXAMPLES = ['abandoned-cart', 'customer-sync'];

async function stored(release: string, file: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`${release}/${file}.json`, FOLDER), 'utf8'));
}

async function readSpecification(release: string, example: string): Promise<Specification> {
  const parsed = parseSpecificationDocument(await stored(release, `${example}.specification`));
  assert.ok(parsed.ok, `${release}, ${example}: ${JSON.stringify(parsed)}`);
  return parsed.specification;
}

test('what earlier builds stored is read: nothing is lost, and it has the version of the language', async () => {
  assert.ok(RELEASES.length >= 2, 'documents of more than one build');
  for (const release of RELEASES) {
    for (const example of EXAMPLES) {
      const specification = await readSpecification(release, example);
      assertHolds(specification, await stored(release, `${example}.specification`));
      const document = await stored(release, `${example}.environment`);
      const parsed = parseEnvironmentDocument(document);
      assert.ok(parsed.ok, `${release}, ${example}: ${JSON.stringify(parsed)}`);
      assertHolds(parsed.environment, document);
      assert.equal(specification.millwright, LANGUAGE_VERSION);
      assert.equal(parsed.environment.millwright, LANGUAGE_VERSION);
    }
  }
});

test('the version is part of no key: code that was accepted and answers that were kept before it stay of use', async () => {
  const prompts = loadPromptFiles();
  for (const example of EXAMPLES) {
    const before = await stored('0.1.0-without-version', `${example}.specification`);
    const since = await stored('0.1.0', `${example}.specification`);
    assert.ok(!hasVersion(before) && hasVersion(since), 'one of each kind');
    const [first, second] = [
      await readSpecification('0.1.0-without-version', example),
      await readSpecification('0.1.0', example),
    ].map((specification) =>
      specification.implementation.task_summary
        .filter((task) => task.code_instructions !== undefined)
        .map((task) => readCodeTask(specification, task.task_id))
        .map((task) => [
          acceptedCodeKey(task, prompts, false),
          buildCodeRequest(prompts, task, 0, undefined),
        ]),
    );
    assert.ok(first !== undefined && first.length > 0);
    assert.deepEqual(second, first);
  }
});

test('a document of another version is refused for that alone, at its place', () => {
  for (const parse of [parseSpecificationDocument, parseEnvironmentDocument]) {
    const parsed = parse({ millwright: 2, spec_id: 7, new_field: true, password: 'hunter2-hunter2' });
    assert.ok(!parsed.ok);
    assert.deepEqual(
      parsed.problems.map(({ rule, pointer, message }) => ({ rule, pointer, message })),
      [
        {
          rule: 'other_language_version',
          pointer: '/millwright',
          message: 'This is written for version 2 of the language; this Millwright reads 1.',
        },
      ],
    );
    for (const version of ['1', 1.5, null, true]) {
      const odd = parse({ millwright: version });
      assert.ok(!odd.ok && odd.problems.some(({ pointer }) => pointer === '/millwright'), String(version));
    }
  }
  const wrapped = parseSpecificationDocument({ specification_output: { millwright: 2 } });
  assert.ok(!wrapped.ok);
  assert.deepEqual(
    wrapped.problems.map(({ pointer }) => pointer),
    ['/specification_output/millwright'],
  );
});

function hasVersion(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'millwright' in document;
}

/** Defaults may be added, nothing may be lost or changed. */
function assertHolds(actual: object, document: unknown): void {
  assert.ok(typeof document === 'object' && document !== null);
  assert.partialDeepStrictEqual(actual, document);
}
