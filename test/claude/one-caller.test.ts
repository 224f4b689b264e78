import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'vitest';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { generateCode } from '../../src/claude/generate-code.ts';
import { CLAIMS, oneCaller } from '../../src/claude/one-caller.ts';
import type { GenerateResult } from '../../src/protocol/activities.ts';
import type { Scenario } from '../../src/replay/scenario.ts';
import type { Order } from './support/asking-process.ts';
import { GOOD_CODE, goodAnswer, setUp, withFiles, type Workbench } from './support/workbench.ts';

/** Between the pieces of an answer, so that all of it takes longer than a silent worker is waited for. */
const LONG_PAUSE_MS = 1_500;

const PROGRAM = fileURLToPath(new URL('support/asking-process.ts', import.meta.url));

const slowAnswer = (pauseMs: number): Scenario => ({
  kind: 'slow',
  message: withFiles({ path: 'double.mjs', content: GOOD_CODE }),
  pauseMs,
});

test('workers with one store that ask the same at the same moment pay one call, whoever pays it', async (t) => {
  const { server, folder, dependencies, input } = await setUp(t, [slowAnswer(20)]);
  const results = await Promise.all(
    ['run-1', 'run-2', 'run-3', 'run-4'].map((payer) =>
      generateCode({ ...dependencies, artifacts: new LocalArtifactStore(folder), payer }, input()),
    ),
  );
  assert.equal(server.calls(), 1);
  assert.deepEqual(results.map(fromOf).toSorted(), ['cache', 'cache', 'cache', 'model']);
  assert.deepEqual(
    results.filter(({ usage }) => usage.costUsd > 0).map(fromOf),
    ['model'],
    'only the one who asked pays',
  );
});

test('two worker processes that ask the same at the same moment pay one call', async (t) => {
  const bench = await setUp(t, [slowAnswer(50)]);
  const results = await Promise.all(
    ['run-1', 'run-2'].map((payer) => resultOf(askingProcess(t, bench, payer))),
  );
  assert.equal(bench.server.calls(), 1);
  assert.deepEqual(results.map(fromOf).toSorted(), ['cache', 'model']);
});

test('a worker that lives is waited for however long its answer takes, a killed one is not', async (t) => {
  const [long, cutOff] = await Promise.all([
    setUp(t, [slowAnswer(LONG_PAUSE_MS)]),
    setUp(t, [slowAnswer(LONG_PAUSE_MS), goodAnswer()]),
  ]);
  const [answered, afterTheKill] = await Promise.all([
    Promise.all(
      ['run-1', 'run-2'].map((payer) => generateCode({ ...long.dependencies, payer }, long.input())),
    ),
    killedInTheAnswer(t, cutOff, 'run-1').then(() => resultOf(askingProcess(t, cutOff, 'run-2'))),
  ]);
  assert.deepEqual(answered.map(fromOf).toSorted(), ['cache', 'model']);
  assert.equal(long.server.calls(), 1);
  const left = await long.dependencies.artifacts.listNames(CLAIMS);
  const marks = left.map((name) => name.split('/').slice(2).join('/'));
  assert.deepEqual(marks, ['1', '1/released', '1/renewed'], 'what a call leaves, however long it took');
  assert.equal(fromOf(afterTheKill), 'model');
  assert.equal(cutOff.server.calls(), 2);
});

test('the same run asks again without any waiting, another one waits: a signal that has been given ends only a pause', async (t) => {
  const { dependencies } = await setUp(t, []);
  const lost = Promise.withResolvers<string>();
  const reason = new Error('cancelled');
  const caller = { store: dependencies.artifacts, key: 'a-call', signal: AbortSignal.abort(reason) };
  const first = oneCaller({ ...caller, by: 'run-1' }, { find: nothing, ask: () => lost.promise });
  while ((await dependencies.artifacts.listNames(CLAIMS)).length === 0) await nextTurn();
  const ask = async (): Promise<string> => 'asked';
  await assert.rejects(oneCaller({ ...caller, by: 'run-2' }, { find: nothing, ask }), reason);
  assert.equal(await oneCaller({ ...caller, by: 'run-1' }, { find: nothing, ask }), 'asked');
  lost.resolve('late');
  assert.equal(await first, 'late');
  const refused = { find: nothing, ask: () => Promise.reject(new Error('refused')) };
  await assert.rejects(oneCaller({ ...caller, by: 'run-1' }, refused), /refused/);
  assert.equal(await oneCaller({ ...caller, by: 'run-3' }, { find: nothing, ask }), 'asked', 'it was let go');
});

test('when the call fails the next one asks, and each is told what happened to its own', async (t) => {
  const refused: Scenario = { kind: 'status', status: 529, type: 'overloaded_error' };
  const { server, folder, dependencies, input } = await setUp(t, [refused, slowAnswer(5)]);
  const results = await Promise.all(
    ['run-1', 'run-2', 'run-3'].map((payer) =>
      generateCode({ ...dependencies, artifacts: new LocalArtifactStore(folder), payer }, input()),
    ),
  );
  assert.deepEqual(results.map(fromOf).toSorted(), ['cache', 'model', 'model_overloaded']);
  assert.equal(server.calls(), 2);
});

test('when the one who asks is cancelled the next one asks; a cancelled one who waits harms nobody', async (t) => {
  const { server, dependencies, input } = await setUp(t, [{ kind: 'stall' }, slowAnswer(20)]);
  const cancelled = new Error('cancelled');
  const asks = Promise.withResolvers<void>();
  const [asking, waiting] = [new AbortController(), new AbortController()];
  const heartbeat = (): void => asks.resolve();
  const first = generateCode({ ...dependencies, heartbeat, signal: asking.signal }, input());
  await asks.promise;
  const second = generateCode({ ...dependencies, payer: 'run-2', signal: waiting.signal }, input());
  const third = generateCode({ ...dependencies, payer: 'run-3' }, input());
  waiting.abort(cancelled);
  await assert.rejects(second, cancelled);
  assert.equal(server.calls(), 1);
  asking.abort(cancelled);
  assert.equal(fromOf(await first), 'model_unreachable');
  assert.equal(fromOf(await third), 'model');
  assert.equal(server.calls(), 2);
});

test('an answer that is kept between the look and the claim is taken', async (t) => {
  const { dependencies } = await setUp(t, []);
  const caller = { store: dependencies.artifacts, key: 'a-call', by: 'run-1', signal: NEVER };
  const looks = [undefined, 'kept'];
  const find = async (): Promise<string | undefined> => looks.shift();
  assert.equal(await oneCaller(caller, { find, ask: () => assert.fail('asked') }), 'kept');
});

test("a person's retry does not wait for the call that it shall replace", async (t) => {
  const { server, dependencies, input } = await setUp(t, [slowAnswer(20), slowAnswer(20)]);
  const results = await Promise.all(
    [input(), input({ decisionId: 'd1' })].map((each) => generateCode(dependencies, each)),
  );
  assert.deepEqual(results.map(fromOf), ['model', 'model']);
  assert.equal(server.calls(), 2);
});

const NEVER = new AbortController().signal;
const nothing = async (): Promise<undefined> => undefined;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fromOf(result: GenerateResult): string {
  if (result.outcome === 'unanswered') return result.code;
  return result.outcome === 'code' ? result.from : JSON.stringify(result);
}

/** A worker process that was told to ask. */
function askingProcess(t: TestContext, { folder, server, input }: Workbench, payer: string): ChildProcess {
  const child = fork(PROGRAM);
  t.onTestFinished(() => void child.kill('SIGKILL'));
  const order: Order = { folder, url: server.url, payer, input: input() };
  child.send(order);
  return child;
}

async function resultOf(child: ChildProcess): Promise<GenerateResult> {
  const ended = once(child, 'exit').then(() => assert.fail('the process ended without a result'));
  for (;;) {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [GenerateResult | string];
    if (typeof message !== 'string') return message;
  }
}

async function killedInTheAnswer(t: TestContext, bench: Workbench, payer: string): Promise<void> {
  const child = askingProcess(t, bench, payer);
  await once(child, 'message');
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(bench.server.calls(), 1);
}
