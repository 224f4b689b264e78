import assert from 'node:assert/strict';
import { test, type TestContext } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/artifact-store.ts';
import { MillwrightError } from '../../src/errors.ts';
import { generateCode } from '../../src/claude/generate-code.ts';
import type { GenerateResult } from '../../src/protocol/activities.ts';
import { said, started, startEndpoint, stopped, stream, whole, type Answer } from './support/raw-endpoint.ts';
import { GOOD_CODE, goodAnswer, setUp, type Workbench } from './support/workbench.ts';

/** Of the price table, per token. */
const INPUT_USD = 4 / 1_000_000;
const OUTPUT_USD = 20 / 1_000_000;

/** The answer alone, at its longest: no worst case is below it. */
const LONGEST_ANSWER_USD = 32_000 * OUTPUT_USD;

const TEXT = JSON.stringify({
  files: [{ path: 'double.mjs', content: GOOD_CODE }],
  notes: '',
  discoveries: [],
  blockers: [],
});
const HALF = TEXT.slice(0, 40);
const BEGUN = { input_tokens: 1_500, output_tokens: 1 };

async function ask(t: TestContext, ...answers: Answer[]): Promise<GenerateResult> {
  const bench = await setUp(t, []);
  const endpoint = await startEndpoint(t, answers);
  const settings = { ...bench.dependencies.settings, baseUrl: endpoint.url, idleTimeoutMs: 200 };
  const result = await generateCode({ ...bench.dependencies, settings }, bench.input({ ask: 1 }));
  assert.equal(endpoint.calls(), 1);
  assert.equal(result.usage.calls, 1);
  return result;
}

function assertWorstCase({ usage }: GenerateResult): void {
  assert.ok(usage.costUsd > LONGEST_ANSWER_USD && usage.costUsd < 2 * LONGEST_ANSWER_USD, `${usage.costUsd}`);
}

const UNCOUNTED: Record<string, [begin: unknown, end: unknown]> = {
  'nothing of what it took': [{}, {}],
  'nothing of its input': [{ output_tokens: 1 }, { output_tokens: 200 }],
  'a negative number': [
    { input_tokens: -1_000_000, output_tokens: 1 },
    { input_tokens: -1_000_000, output_tokens: -1_000_000 },
  ],
  'that it read nothing': [
    { input_tokens: 0, output_tokens: 1 },
    { input_tokens: 0, output_tokens: 20 },
  ],
  'that it wrote nothing': [BEGUN, { output_tokens: 0 }],
};

for (const [what, [begin, end]] of Object.entries(UNCOUNTED)) {
  test(`an answer that says ${what} is charged at its worst case, and used`, async (t) => {
    const result = await ask(t, stream([started(begin), ...said(TEXT), ...stopped(end)], 'end'));
    assert.equal(result.outcome, 'code');
    assertWorstCase(result);
  });
}

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
const CUT_OFF: Record<string, Answer> = {
  'that ends': stream([started(BEGUN), ...said(HALF)], 'end'),
  'whose connection is reset': stream([started(BEGUN), ...said(HALF)], 'reset'),
  'that falls silent': stream([started(BEGUN), ...said(HALF)]),
  'in which the API fails': stream([started(BEGUN), ...said(HALF), overloaded], 'end'),
};

for (const [how, answer] of Object.entries(CUT_OFF)) {
  test(`a stream ${how} costs the input that it counted at its start, and the text that came`, async (t) => {
    const result = await ask(t, answer);
    assert.ok(result.outcome === 'unanswered' && result.wasTaken, JSON.stringify(result));
    assert.equal(result.usage.inputTokens, 1_500);
    const { costUsd } = result.usage;
    assert.ok(costUsd >= 1_500 * INPUT_USD, `${costUsd}`);
    assert.ok(costUsd <= 1_500 * INPUT_USD + (HALF.length + 1) * OUTPUT_USD, `${costUsd}`);
  });
}

test('what the model thought before its stream broke off cannot be counted: the output is charged at its worst case', async (t) => {
  const result = await ask(t, stream([started(BEGUN), ...said('', { thinks: true })], 'end'));
  assert.equal(result.outcome, 'unanswered');
  assert.ok(Math.abs(result.usage.costUsd - (1_500 * INPUT_USD + LONGEST_ANSWER_USD)) < 1e-9);
});

test('a stream that broke off after its final count costs what that says', async (t) => {
  const [delta = {}] = stopped({ output_tokens: 70 });
  const result = await ask(t, stream([started(BEGUN), ...said(TEXT), delta], 'reset'));
  assert.equal(result.outcome, 'unanswered');
  assert.ok(Math.abs(result.usage.costUsd - (1_500 * INPUT_USD + 70 * OUTPUT_USD)) < 1e-9);
});

test('a call of which nothing came, and a stream that does not say what it read, are charged at their worst case', async (t) => {
  for (const answer of [() => undefined, stream([started({}), ...said(HALF)], 'end'), stream([], 'end')]) {
    const result = await ask(t, answer);
    assert.ok(result.outcome === 'unanswered' && result.wasTaken);
    assertWorstCase(result);
  }
});

test('what the API refuses costs nothing and may be asked again as long as the task waits', async (t) => {
  for (const status of [429, 500, 529]) {
    const body = JSON.stringify({ type: 'error', error: { type: 'api_error', message: 'no' } });
    const result = await ask(t, whole(status, 'application/json', body));
    assert.ok(result.outcome === 'unanswered' && !result.wasTaken);
    assert.equal(result.usage.costUsd, 0);
  }
});

const PAGE = '<!doctype html><html><body><h1>Sign in to Wi-Fi</h1></body></html>';
const FOREIGN: Record<string, [Answer, RegExp]> = {
  'the page of a network': [whole(200, 'text/html', PAGE), /200 with text\/html .*"Sign in to Wi-Fi"/],
  'an error with status 200': [
    whole(200, 'application/json', JSON.stringify({ error: { type: 'api_error', message: 'nope' } })),
    /200 with application\/json .*nope/,
  ],
  'an error in a stream that is none': [whole(200, 'text/event-stream', '{"error":"nope"}'), /nope/],
  'nothing at all': [whole(200, '', ''), /\(nothing\)/],
  'the error page of a proxy': [whole(502, 'text/html', PAGE), /502.*no error of the Messages API/],
  'a page that is not there': [whole(404, 'text/plain', 'not here'), /404.*no error of the Messages API/],
};

for (const [what, [answer, says]] of Object.entries(FOREIGN)) {
  test(`${what} in place of an answer costs nothing, and the message names the address and ANTHROPIC_BASE_URL`, async (t) => {
    const result = await ask(t, answer);
    assert.ok(result.outcome === 'unanswered');
    assert.match(result.reason, says);
    assert.match(result.reason, /ANTHROPIC_BASE_URL/);
    assert.match(result.reason, /http:\/\/127\.0\.0\.1:\d+/);
    assert.equal(result.usage.costUsd, 0);
  });
}

test('an answer that comes whole, though a stream was asked for, was paid: it is charged at its worst case', async (t) => {
  const message = { type: 'message', role: 'assistant', content: [{ type: 'text', text: TEXT }] };
  const result = await ask(t, whole(200, 'application/json', JSON.stringify(message)));
  assert.ok(result.outcome === 'unanswered' && result.wasTaken);
  assertWorstCase(result);
});

/** Sends a call and never hears of its end: the worker is gone. */
async function lostInACall(
  { dependencies, input }: Workbench,
  url: string,
): Promise<{ call: Promise<unknown> }> {
  const isSent = Promise.withResolvers<void>();
  const settings = { ...dependencies.settings, baseUrl: url, idleTimeoutMs: 60_000 };
  const heartbeat = (): void => isSent.resolve();
  const call = generateCode({ ...dependencies, settings, heartbeat }, input({ ask: 1 }));
  await isSent.promise;
  return { call };
}

test('a call whose worker was lost is counted once, at its worst case, and made again only when its price is reserved again', async (t) => {
  const bench = await setUp(t, [goodAnswer()]);
  const silent = await startEndpoint(t, []);
  const lost = await lostInACall(bench, silent.url);
  const { dependencies, input, server } = bench;
  for (const _ of [1, 2]) {
    const again = await generateCode(dependencies, input({ ask: 1 }));
    assert.ok(again.outcome === 'unanswered' && !again.wasTaken);
    assert.match(again.reason, /worker was lost/);
    assert.equal(again.usage.calls, 1);
    assertWorstCase(again);
  }
  assert.equal(server.calls(), 0);
  const next = await generateCode(dependencies, input({ ask: 2 }));
  assert.equal(next.outcome, 'code');
  assert.ok(next.usage.costUsd < 0.1);
  silent.hangUp();
  await lost.call;
});

test('a failed call whose worker was lost before it told is told by the next one as it was', async (t) => {
  const { dependencies, input, server } = await setUp(t, [
    { kind: 'status', status: 529, type: 'overloaded_error', headers: { 'retry-after': '7' } },
  ]);
  const first = await generateCode(dependencies, input({ ask: 1 }));
  assert.deepEqual(await generateCode(dependencies, input({ ask: 1 })), first);
  assert.ok(first.outcome === 'unanswered');
  assert.equal(first.retryAfterMs, 7_000);
  assert.equal(server.calls(), 1);
});

test('an answer that the same run asks for a second time is counted once', async (t) => {
  const { dependencies, input, server } = await setUp(t, [goodAnswer()]);
  const first = await generateCode(dependencies, input({ ask: 1 }));
  const retold = await generateCode(dependencies, input({ ask: 1 }));
  const later = await generateCode(dependencies, input({ ask: 2 }));
  assert.equal(server.calls(), 1);
  assert.deepEqual(
    [first, retold, later].map(({ usage }) => usage.costUsd > 0),
    [true, true, false],
  );
});

test('a paid answer that could not be kept is counted', async (t) => {
  const { dependencies, input } = await setUp(t, [goodAnswer(), goodAnswer()]);
  const { artifacts } = dependencies;
  const full = new MillwrightError('workspace_unwritable', 'The disk is full.');
  const storesThatFail: Partial<ArtifactStore>[] = [
    {
      setName: (name, ...rest) =>
        name.startsWith('model-answers') ? Promise.reject(full) : artifacts.setName(name, ...rest),
    },
    { putText: () => Promise.reject(full) },
  ];
  for (const [number, failing] of storesThatFail.entries()) {
    const store: ArtifactStore = { ...bound(artifacts), ...failing };
    const result = await generateCode(
      { ...dependencies, artifacts: store },
      input({ ask: number, round: number }),
    );
    assert.ok(result.outcome === 'unanswered', JSON.stringify(result));
    assert.equal(result.code, 'workspace_unwritable');
    assert.ok(result.usage.costUsd > 0);
  }
});

function bound(store: ArtifactStore): ArtifactStore {
  return {
    putText: (text) => store.putText(text),
    putJson: (value) => store.putJson(value),
    getText: (hash) => store.getText(hash),
    getJson: (hash) => store.getJson(hash),
    has: (hash) => store.has(hash),
    setName: (...given) => store.setName(...given),
    getName: (name) => store.getName(name),
    listNames: (prefix) => store.listNames(prefix),
  };
}
