import assert from 'node:assert/strict';
import { test } from 'vitest';
import { acceptCode, generateCode } from '../../src/claude/generate-code.ts';
import type { GenerateResult } from '../../src/protocol/activities.ts';
import type { Scenario } from '../../src/replay/scenario.ts';
import { sandboxModule } from '../../src/spec/code/code-node.ts';
import { answered, GOOD_CODE, goodAnswer, setUp, specificationWith, withFiles } from './support/workbench.ts';

type Code = Extract<GenerateResult, { outcome: 'code' }>;

function codeOf(result: GenerateResult): Code {
  assert.equal(result.outcome, 'code', JSON.stringify(result));
  if (result.outcome !== 'code') throw new Error('unreachable');
  return result;
}

/** From the table of prices: 1000 fresh, 2000 read from the cache, 100 written to it, 500 out. */
const OPUS_COST_USD = (1_000 * 4 + 2_000 * 0.2 + 100 * 5 + 500 * 20) / 1_000_000;

test('an answer becomes a job with the inputs of all samples and nothing of what is expected', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer()]);
  const result = codeOf(await generateCode(dependencies, input()));
  assert.equal(result.from, 'model');
  assert.deepEqual(result.job.inputs, [{ number: 1 }]);
  assert.equal(result.job.source, sandboxModule({ source: GOOD_CODE, uses: [] }));
  assert.equal(await dependencies.artifacts.getText(result.codeHash), GOOD_CODE);
  assert.equal(result.usage.costUsd, OPUS_COST_USD);
  assert.deepEqual([result.usage.inputTokens, result.usage.outputTokens], [3_100, 500]);
  assert.match(result.usage.promptHash ?? '', /^[0-9a-f]{64}$/);
  const kept = JSON.stringify(await dependencies.artifacts.getJson(result.usage.answerHash ?? ''));
  assert.match(kept, /"stop_reason":"end_turn"/, 'the raw answer is kept under its hash');
  assert.equal(server.calls(), 1);
});

test('no answered call is paid twice: the same question again is answered from what was kept', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer()]);
  const first = codeOf(await generateCode(dependencies, input()));
  const again = codeOf(await generateCode(dependencies, input()));
  assert.equal(server.calls(), 1);
  assert.equal(again.from, 'cache');
  // The run that asked has to settle it still: its activity never completed.
  assert.deepEqual({ ...again, from: 'model' }, first);
  const other = codeOf(await generateCode({ ...dependencies, payer: 'run-2' }, input()));
  assert.equal(other.usage.costUsd, 0);
  assert.equal(server.calls(), 1);
});

test('useless answers were paid too: they are kept like the others', async (t) => {
  const { server, dependencies, input } = await setUp(t, [{ kind: 'message', message: answered('no JSON') }]);
  const first = await generateCode(dependencies, input());
  assert.deepEqual(await generateCode(dependencies, input()), first);
  assert.equal(server.calls(), 1);
});

test("a person's retry, another round and a changed task ask anew", async (t) => {
  const { server, dependencies, input } = await setUp(t, Array.from({ length: 4 }, goodAnswer));
  await generateCode(dependencies, input());
  await generateCode(dependencies, input({ decisionId: 'd1' }));
  await generateCode(dependencies, input({ round: 1 }));
  const specificationHash = await dependencies.artifacts.putJson(
    specificationWith({ logic_description: 'Triple it.' }),
  );
  await generateCode(dependencies, input({ specificationHash }));
  assert.equal(server.calls(), 4);
});

test('recorded answers are never taken for real ones', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer(), goodAnswer()]);
  const settings = { ...dependencies.settings, replayed: true };
  const replayed = codeOf(await generateCode({ ...dependencies, settings }, input()));
  assert.equal(replayed.usage.replayed, true);
  await acceptCode({ ...dependencies, settings }, { ...input(), codeHash: replayed.codeHash });
  assert.equal(codeOf(await generateCode(dependencies, input())).from, 'model');
  assert.equal(server.calls(), 2);
});

test('accepted code is reused for nothing, in a first round and without a retry only', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer(), goodAnswer()]);
  const first = codeOf(await generateCode(dependencies, input()));
  await acceptCode(dependencies, { ...input(), codeHash: first.codeHash });
  const reused = codeOf(await generateCode({ ...dependencies, payer: 'run-2' }, input()));
  assert.equal(reused.from, 'accepted');
  assert.deepEqual([reused.codeHash, reused.usage.costUsd], [first.codeHash, 0]);
  assert.equal(server.calls(), 1);
  assert.equal(codeOf(await generateCode(dependencies, input({ decisionId: 'd1' }))).from, 'model');
});

test('accepted code of a task that has changed is not reused', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer(), goodAnswer()]);
  const { codeHash } = codeOf(await generateCode(dependencies, input()));
  await acceptCode(dependencies, { ...input(), codeHash });
  const specificationHash = await dependencies.artifacts.putJson(specificationWith({ edge_cases: ['zero'] }));
  assert.equal(codeOf(await generateCode(dependencies, input({ specificationHash }))).from, 'model');
  assert.equal(server.calls(), 2);
});

test("the author's code is taken without asking, and is held to the same form", async (t) => {
  const { server, dependencies, input } = await setUp(t, [], specificationWith({ source: GOOD_CODE }));
  const result = codeOf(await generateCode(dependencies, input()));
  assert.deepEqual([result.from, result.usage.costUsd], ['author', 0]);
  const specificationHash = await dependencies.artifacts.putJson(specificationWith({ source: 'return 1' }));
  const rejected = await generateCode(dependencies, input({ specificationHash }));
  assert.equal(rejected.outcome, 'rejected');
  assert.equal(server.calls(), 0);
});

test('a model without a price is not asked', async (t) => {
  const specification = specificationWith({}, { model: 'claude-unheard-of' });
  const { server, dependencies, input } = await setUp(t, [goodAnswer()], specification);
  await assert.rejects(generateCode(dependencies, input()), /no price is known/);
  assert.equal(server.calls(), 0);
});

const good = { path: 'double.mjs', content: GOOD_CODE };
const refusal = { type: 'refusal', category: 'cyber', explanation: 'not this' };
const DATA: {
  name: string;
  message: Extract<Scenario, { kind: 'message' }>['message'];
  outcome: string;
  says: RegExp;
}[] = [
  {
    name: 'a refusal',
    message: answered('', { stop_reason: 'refusal', stop_details: refusal }),
    outcome: 'refused',
    says: /cyber: not this/,
  },
  {
    name: 'a refusal without content',
    message: answered('', { stop_reason: 'refusal', content: [] }),
    outcome: 'refused',
    says: /declined/,
  },
  {
    name: 'a cut off answer',
    message: answered('{"files":[', { stop_reason: 'max_tokens' }),
    outcome: 'model_truncated',
    says: /cut off/,
  },
  {
    name: 'a full context',
    message: answered('', { stop_reason: 'model_context_window_exceeded' }),
    outcome: 'model_truncated',
    says: /fit/,
  },
  {
    name: 'no JSON',
    message: answered('Here you are: ```js'),
    outcome: 'model_answer_invalid',
    says: /not JSON/,
  },
  {
    name: 'JSON of another form',
    message: answered({ code: GOOD_CODE }),
    outcome: 'model_answer_invalid',
    says: /schema/,
  },
  { name: 'no file', message: withFiles(), outcome: 'model_answer_invalid', says: /no file/ },
  { name: 'two files', message: withFiles(good, good), outcome: 'code_rejected', says: /2 files/ },
  {
    name: 'a path outside',
    message: withFiles({ ...good, path: '../../etc/passwd' }),
    outcome: 'code_rejected',
    says: /must be named double\.mjs/,
  },
  {
    name: 'code with an import',
    message: withFiles({ ...good, content: `import 'node:fs';\n${GOOD_CODE}` }),
    outcome: 'code_rejected',
    says: /import/,
  },
];

for (const { name, message, outcome, says } of DATA) {
  test(`${name} is data, with what it cost`, async (t) => {
    const { dependencies, input } = await setUp(t, [{ kind: 'message', message }]);
    const result = await generateCode(dependencies, input());
    assert.equal(result.outcome === 'rejected' ? result.code : result.outcome, outcome);
    assert.ok(result.outcome !== 'code');
    assert.match(result.reason, says);
    assert.equal(result.usage.costUsd, OPUS_COST_USD);
  });
}

test('a slow answer is not given up while pieces come, and each is a heartbeat', async (t) => {
  const message = withFiles({ ...good, content: `// ${'long '.repeat(1_500)}\n${GOOD_CODE}` });
  const { dependencies, input } = await setUp(t, [{ kind: 'slow', message, pauseMs: 20 }]);
  let heartbeats = 0;
  const heartbeat = (): void => void (heartbeats += 1);
  const settings = { ...dependencies.settings, idleTimeoutMs: 500 };
  codeOf(await generateCode({ ...dependencies, settings, heartbeat }, input()));
  assert.ok(heartbeats > 10, `${heartbeats}`);
});

test('evidence and the last code go back to the model, and the effort rises in round 2', async (t) => {
  const { server, dependencies, input } = await setUp(t, [goodAnswer(), goodAnswer()]);
  const { artifacts } = dependencies;
  const observation = { name: 'one', passed: false, expected: '{"doubled":2}', actual: '{"doubled":3}' };
  const evidence = await artifacts.putJson({
    round: 0,
    at: '2026-01-01T00:00:00Z',
    observations: [observation],
  });
  const previousCodeHash = await artifacts.putText(
    'export function transform(input) { return { doubled: 3 }; }',
  );
  await generateCode(dependencies, input({ round: 1, failedEvidence: [evidence], previousCodeHash }));
  await generateCode(
    dependencies,
    input({ round: 2, failedEvidence: [evidence, evidence], previousCodeHash }),
  );
  const response = await fetch(`${server.url}/__requests`);
  const [first, second] = JSON.stringify(await response.json())
    .split('"request_hash"')
    .slice(1);
  assert.match(first ?? '', /\{\\\\\\"doubled\\\\\\":3\}/);
  assert.match(first ?? '', /return \{ doubled: 3 \}/);
  assert.doesNotMatch(first ?? '', /2026-01-01/);
  assert.match(first ?? '', /"effort":"medium"/);
  assert.match(second ?? '', /"effort":"high"/);
});
