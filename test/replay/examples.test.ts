import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { recordEvidence } from '../../src/checks/evidence-record.ts';
import { judgeSamples } from '../../src/checks/judge-samples.ts';
import { readCodeTask } from '../../src/claude/code-task.ts';
import { acceptCode, generateCode, type GenerateDependencies } from '../../src/claude/generate-code.ts';
import type { GenerateInput } from '../../src/protocol/activities.ts';
import { startReplayServer } from '../../src/replay/replay-server.ts';
import { createDenoSandbox } from '../../src/sandbox/deno-sandbox.ts';
import { loadEnvironment } from '../../src/source/load-environment.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { resolveParameters } from '../../src/spec/parameters.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

/** Rounds that each generated task takes: the discount policy's first answer is wrong at exactly 200. */
const ROUNDS: Record<string, Record<string, boolean[]>> = {
  'abandoned-cart': { 'normalise-cart': [true], 'discount-policy': [false, true] },
  'customer-sync': { 'to-profile': [true] },
};

/** Asks, runs, judges and repairs, as the orchestrator does; whether each round passed. */
async function produce(
  dependencies: GenerateDependencies,
  reference: Pick<GenerateInput, 'specificationHash' | 'taskId'>,
): Promise<boolean[]> {
  const { artifacts } = dependencies;
  const { samples, outputSchema } = readCodeTask(
    await artifacts.getJson(reference.specificationHash),
    reference.taskId,
  );
  const passed: boolean[] = [];
  const failedEvidence: string[] = [];
  let previousCodeHash: string | undefined;
  for (let round = 0; round < 3 && passed.at(-1) !== true; round += 1) {
    const input = {
      ...reference,
      environmentHash: '',
      round,
      failedEvidence,
      ...(previousCodeHash && { previousCodeHash }),
    };
    const generated = await generateCode(dependencies, input);
    assert.ok(generated.outcome === 'code', JSON.stringify(generated));
    const result = await createDenoSandbox().run(generated.job);
    const evidence = judgeSamples({ taskId: reference.taskId, round }, { samples, result, outputSchema });
    const summary = await recordEvidence(artifacts, evidence);
    if (summary.passed) await acceptCode(dependencies, { ...reference, codeHash: generated.codeHash });
    else failedEvidence.push(summary.evidenceHash);
    passed.push(summary.passed);
    previousCodeHash = generated.codeHash;
  }
  return passed;
}

for (const [example, tasks] of Object.entries(ROUNDS)) {
  test(`${example}: the recorded answers fit the prompts of today, and a second run asks nothing`, async (t) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'millwright-replay-'));
    const folder = join(EXAMPLES, example);
    const server = await startReplayServer({ answersFolders: [join(folder, 'answers')], port: 0 });
    t.onTestFinished(async () => {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    });
    const artifacts = new LocalArtifactStore(join(dataFolder, 'artifacts'));
    const { specification } = await loadSpecification(join(folder, 'specification.yaml'));
    const { environment } = await loadEnvironment(join(folder, 'environment.yaml'));
    const specificationHash = await artifacts.putJson(resolveParameters(specification, environment));
    const dependencies: GenerateDependencies = {
      artifacts,
      settings: { apiKey: 'replayed-answers', baseUrl: server.url, replayed: true, idleTimeoutMs: 20_000 },
      payer: 'run-1',
      heartbeat: () => undefined,
      signal: new AbortController().signal,
    };
    for (const [taskId, expected] of Object.entries(tasks)) {
      assert.deepEqual(await produce(dependencies, { specificationHash, taskId }), expected, taskId);
    }
    const calls = server.calls();
    assert.equal(calls, Object.values(tasks).flat().length);
    for (const taskId of Object.keys(tasks)) {
      assert.deepEqual(
        await produce({ ...dependencies, payer: 'run-2' }, { specificationHash, taskId }),
        [true],
        taskId,
      );
    }
    assert.equal(server.calls(), calls);
  });

  test(`${example}: no recorded answer is left over`, async () => {
    const names = await readdir(join(EXAMPLES, example, 'answers'));
    const expected = Object.entries(tasks).flatMap(([taskId, rounds]) =>
      rounds.map((_, round) => `${taskId}.round${round}.json`),
    );
    assert.deepEqual(names.filter((name) => name.endsWith('.json')).toSorted(), expected.toSorted());
  });
}
