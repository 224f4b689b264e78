import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'vitest';
import { readCodeTask } from '../../src/claude/code-task.ts';
import { generateCode } from '../../src/claude/generate-code.ts';
import { loadPromptFiles } from '../../src/claude/prompt-files.ts';
import { buildCodeRequest } from '../../src/claude/prompt.ts';
import { handWrittenAnswer } from '../../src/replay/hand-written-answer.ts';
import { startReplayServer, type ReplayServer } from '../../src/replay/replay-server.ts';
import { API_VERSION } from '../../src/replay/request-rules.ts';
import { GOOD_CODE, setUp, specificationWith } from '../claude/support/workbench.ts';

const GOOD_REQUEST = {
  model: 'claude-opus-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
};
const schemaOf = (schema: object): object => ({
  ...GOOD_REQUEST,
  output_config: { format: { type: 'json_schema', schema } },
});
const closed = (properties: object): object => ({ type: 'object', properties, additionalProperties: false });
const marked = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } };

async function start(t: TestContext, answersFolders: string[] = []): Promise<ReplayServer> {
  const server = await startReplayServer({ answersFolders, port: 0 });
  t.onTestFinished(() => server.close());
  return server;
}

async function post(
  server: ReplayServer,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer key', 'anthropic-version': API_VERSION, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const REFUSED: [name: string, body: unknown, says: RegExp][] = [
  ['no JSON', '{', /JSON/],
  ['no max_tokens', { model: 'm', messages: GOOD_REQUEST.messages }, /max_tokens/],
  ['an unknown parameter', { ...GOOD_REQUEST, maximum: 1 }, /maximum/],
  ['temperature', { ...GOOD_REQUEST, temperature: 0 }, /temperature/],
  ['top_p', { ...GOOD_REQUEST, top_p: 1 }, /top_p/],
  ['no messages', { ...GOOD_REQUEST, messages: [] }, /messages/],
  [
    'a first message of the assistant',
    { ...GOOD_REQUEST, messages: [{ role: 'assistant', content: 'a' }, ...GOOD_REQUEST.messages] },
    /role user/,
  ],
  [
    'a begun answer',
    { ...GOOD_REQUEST, messages: [...GOOD_REQUEST.messages, { role: 'assistant', content: '{' }] },
    /prefill/,
  ],
  ['switched off thinking', { ...GOOD_REQUEST, thinking: { type: 'disabled' } }, /thinking/],
  ['a forced tool', { ...GOOD_REQUEST, tool_choice: { type: 'any' } }, /tool_choice/],
  [
    'five cache markers',
    { ...GOOD_REQUEST, messages: [{ role: 'user', content: Array.from({ length: 5 }, () => marked) }] },
    /cache_control/,
  ],
  ['an open object', schemaOf({ type: 'object', properties: {} }), /additionalProperties/],
  [
    'an open object inside',
    schemaOf(closed({ a: { type: 'array', items: { type: 'object' } } })),
    /additionalProperties/,
  ],
  ['a number with a limit', schemaOf(closed({ a: { type: 'number', minimum: 1 } })), /minimum/],
  ['a recursive schema', schemaOf(closed({ a: { $ref: '#' } })), /\$ref/],
];

for (const [name, body, says] of REFUSED) {
  test(`refused with 400: ${name}`, async (t) => {
    const server = await start(t);
    const response = await post(server, body);
    assert.equal(response.status, 400);
    assert.match(await response.text(), says);
    assert.equal(server.calls(), 0);
  });
}

test('a property may be named like a keyword', async (t) => {
  const response = await post(
    await start(t),
    schemaOf(closed({ pattern: { type: 'string' }, minimum: { type: 'number' } })),
  );
  assert.equal(response.status, 404);
});

test('without a key 401, without the version 400', async (t) => {
  const server = await start(t);
  assert.equal((await post(server, GOOD_REQUEST, { authorization: '' })).status, 401);
  assert.equal((await post(server, GOOD_REQUEST, { authorization: '', 'x-api-key': 'key' })).status, 404);
  assert.equal((await post(server, GOOD_REQUEST, { 'anthropic-version': '2023-06-01' })).status, 400);
});

async function recordedFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-answers-'));
  t.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const task = readCodeTask(specificationWith(), 'double');
  const answer = handWrittenAnswer(task, 0, buildCodeRequest(loadPromptFiles(), task, 0), GOOD_CODE);
  await writeFile(join(folder, 'double.round0.json'), JSON.stringify(answer));
  return folder;
}

test('the recorded request is answered, streamed or not, and counted', async (t) => {
  const server = await start(t, [await recordedFolder(t)]);
  const { dependencies, input } = await setUp(t, []);
  const settings = { ...dependencies.settings, baseUrl: server.url, replayed: true };
  const result = await generateCode({ ...dependencies, settings }, input());
  assert.ok(result.outcome === 'code');
  assert.equal(await dependencies.artifacts.getText(result.codeHash), GOOD_CODE);
  const task = readCodeTask(specificationWith(), 'double');
  const whole = await post(server, buildCodeRequest(loadPromptFiles(), task, 0));
  assert.match(JSON.stringify(await whole.json()), /"id":"msg_hand_written_double_0"/);
  assert.deepEqual(await (await fetch(`${server.url}/__calls`)).json(), { calls: 2 });
});

test('a changed prompt has no recorded answer, and the error says so', async (t) => {
  const server = await start(t, [await recordedFolder(t)]);
  const { dependencies, input } = await setUp(
    t,
    [],
    specificationWith({ logic_description: 'Double the number!' }),
  );
  const settings = { ...dependencies.settings, baseUrl: server.url };
  const result = await generateCode({ ...dependencies, settings }, input());
  assert.ok(result.outcome === 'unanswered');
  assert.equal(result.code, 'model_no_recorded_answer');
  assert.match(
    result.reason,
    /task double, round 0: .*no recorded answer for request [0-9a-f]{64} \(recorded: double round 0\)/,
  );
});

test('a file that is no answer stops the server from starting, by name', async (t) => {
  const folder = await recordedFolder(t);
  await writeFile(join(folder, 'broken.json'), '{"task":"double"}');
  await assert.rejects(
    startReplayServer({ answersFolders: [folder], port: 0 }),
    /broken\.json is no recorded answer/,
  );
});

test('a port that is taken is named', async (t) => {
  const server = await start(t);
  const port = Number(new URL(server.url).port);
  await assert.rejects(startReplayServer({ answersFolders: [], port }), { code: 'port_in_use' });
});
