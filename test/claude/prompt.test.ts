import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { canonicalJson, hashJson } from '../../src/artifacts/content-hash.ts';
import { answerSchema } from '../../src/claude/answer-schema.ts';
import { readCodeTask, type CodeTask } from '../../src/claude/code-task.ts';
import { capItems, capText, dataBlock } from '../../src/claude/prompt-data.ts';
import { loadPromptFiles } from '../../src/claude/prompt-files.ts';
import { buildCodeRequest, type CodeRequest } from '../../src/claude/prompt.ts';
import { MAX_REPAIR_BYTES, type FailedRound } from '../../src/claude/repair-section.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { findRequestObjection } from '../../src/replay/request-rules.ts';
import { specificationWith } from './support/workbench.ts';

const prompts = loadPromptFiles();
const taskWith = (change: JsonObject = {}): CodeTask => readCodeTask(specificationWith(change), 'double');
const request = (
  task: CodeTask,
  round = 0,
  failedRounds?: FailedRound[],
  previousCode?: string,
): CodeRequest => buildCodeRequest(prompts, task, round, failedRounds && { failedRounds, previousCode });
const bytes = (value: unknown): number => Buffer.byteLength(canonicalJson(value), 'utf8');
const failed = (text: string): FailedRound => ({
  round: 0,
  observations: [{ name: text, passed: false, expected: text, actual: text }],
});

/** Text that is awkward in JSON, in markup and in UTF-8. */
const awkward = fc.array(fc.constantFrom('a', '</task>', '"', '\\', '\n', '\u0001', 'ü', '🙂', '<', '{}'), {
  maxLength: 40,
});
const awkwardText = awkward.map((parts) => parts.join(''));

test('the same task gives the same request, whatever the order of its keys', () => {
  const reordered: unknown = JSON.parse(canonicalJson(specificationWith()));
  assert.equal(hashJson(request(readCodeTask(reordered, 'double'))), hashJson(request(taskWith())));
});

test('every part of the task, the prompts and the evidence changes the request', () => {
  const requests = [
    request(taskWith()),
    request(taskWith({ logic_description: 'Otherwise.' })),
    request(taskWith({ edge_cases: ['zero'] })),
    request(taskWith({ output_schema: { type: 'array' } })),
    request({ ...taskWith(), model: 'claude-sonnet-5-5' }),
    request({ ...taskWith(), samples: [] }),
    request({ ...taskWith(), decisions: ['yes'] }),
    buildCodeRequest({ ...prompts, builder: 'Other rules.' }, taskWith(), 0),
    request(taskWith(), 1, [failed('a')]),
    request(taskWith(), 1, [failed('b')]),
    request(taskWith(), 1, [failed('b')], 'last code'),
  ];
  assert.equal(new Set(requests.map(hashJson)).size, requests.length);
});

test('a hidden sample is in no prompt, also after it failed', () => {
  const secret = { name: 'secret name', input: 'secret input', expect: 'secret output', hidden: true };
  const task = { ...taskWith(), samples: [...taskWith().samples, secret] };
  const observation = {
    name: 'secret name',
    passed: false,
    expected: 'secret output',
    actual: 'secret',
    hidden: true,
  };
  const repaired = request(task, 1, [{ round: 0, observations: [observation] }]);
  assert.doesNotMatch(canonicalJson(repaired), /secret/);
  assert.match(canonicalJson(repaired), /a sample that is not shown/);
  assert.equal(hashJson(request(task)), hashJson(request(taskWith())));
});

test('nothing in a task can close its block, and the JSON in the block is the data', () => {
  fc.assert(
    fc.property(awkwardText, (text) => {
      const block = dataBlock('task', { text });
      assert.equal(block.split('</task>').length, 2);
      assert.deepEqual(JSON.parse(block.slice('<task>\n'.length, -'\n</task>'.length)), { text });
    }),
  );
});

test('a capped text keeps its beginning and its bytes', () => {
  fc.assert(
    fc.property(awkwardText, fc.integer({ min: 70, max: 400 }), (text, maxBytes) => {
      const capped = capText(text, maxBytes);
      assert.ok(Buffer.byteLength(dataBlock('x', capped)) - Buffer.byteLength('<x>\n\n</x>') <= maxBytes);
      const kept = capped === text ? text : capped.slice(0, capped.lastIndexOf('… ('));
      assert.ok(text.startsWith(kept));
      assert.ok(capped.isWellFormed());
    }),
  );
});

test('capped items keep their order and are counted', () => {
  assert.deepEqual(capItems(['aa', 'bb', 'cc'], 10), { shown: ['aa', 'bb'], leftOut: 1 });
});

test('a repair never adds more than is reserved for it', () => {
  const huge = fc.constantFrom('x', '\u0001', '<', '"').map((character) => character.repeat(60_000));
  fc.assert(
    fc.property(huge, fc.integer({ min: 1, max: 4 }), (text, rounds) => {
      const task = { ...taskWith(), successCriteria: text };
      const failedRounds = Array.from({ length: rounds }, () => failed(text));
      const repaired = request(task, 1, failedRounds, text);
      const added = repaired.messages.flatMap(({ content }) =>
        Array.isArray(content) ? content.slice(1) : [],
      );
      const text1 = added.map((block) => ('text' in block ? block.text : '')).join('');
      assert.ok(Buffer.byteLength(text1, 'utf8') <= MAX_REPAIR_BYTES, `${Buffer.byteLength(text1)}`);
    }),
    { numRuns: 12 },
  );
});

test('a huge task is cut to a bounded request', () => {
  const text = '<'.repeat(300_000);
  const sample = { name: 'large', input: text, expect: text };
  const task = {
    ...taskWith({ logic_description: text, edge_cases: [text] }),
    samples: [sample, sample],
    decisions: [text],
  };
  assert.ok(bytes(request(task)) < 300_000, `${bytes(request(task))}`);
});

test('rounds share their beginning up to the cache marker', () => {
  const [first, second] = [request(taskWith()), request(taskWith(), 1, [failed('a')], 'code')];
  assert.deepEqual(first.system, second.system);
  const contents = [first, second].map(({ messages }) => messages[0]?.content);
  assert.deepEqual(contents[1]?.slice(0, 1), contents[0]);
});

test('evidence without its failures is not shown: only what failed goes to the model', () => {
  const observations = [
    { name: 'good one', passed: true, expected: '1', actual: '1' },
    { name: 'bad one', passed: false, expected: '1', actual: '2' },
  ];
  const text = JSON.stringify(request(taskWith(), 1, [{ round: 0, observations }]));
  assert.match(text, /bad one/);
  assert.doesNotMatch(text, /good one/);
});

test('the strict server takes every request that is built, also with odd schemas inside the task', () => {
  const task = taskWith({ input_schema: { type: 'object', properties: { a: { minimum: 1 } } } });
  for (const each of [request(task), request(task, 2, [failed('a')], 'code')])
    assert.equal(findRequestObjection(each), undefined);
});

test('the schema of the answer asks for what is parsed', () => {
  const schema = request(taskWith()).output_config?.format?.schema ?? {};
  assert.deepEqual(schema['required'], Object.keys(answerSchema.shape));
  assert.equal(schema['additionalProperties'], false);
});
