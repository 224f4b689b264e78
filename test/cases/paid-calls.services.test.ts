import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { z } from 'zod';
import { startRun } from '../../src/cli/runs/start-run.ts';
import { renderStatus } from '../../src/cli/views/status-view.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import type { RunView, TaskView } from '../../src/protocol/run.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';
import { openStack, type OpenStack } from '../stack/test-stack.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';
import { startScriptedModel, type ScriptedModel } from './scripted-model.ts';

/** The behaviours of `transport.yaml` that end soon, with the calls that each gets. */
const CALLS = {
  good: 1,
  midonce: 2,
  http529once: 2,
  http429: 2,
  mideof: 4,
  midreset: 4,
  midover: 4,
  html: 4,
  json200err: 4,
  nousage: 1,
};

const WORST_CASE_USD = 32_000 * (20 / 1_000_000);

describe('calls to a model that misbehaves', () => {
  let opened: OpenStack;
  let model: ScriptedModel;
  beforeAll(async () => {
    [opened, model] = await Promise.all([openStack([]), startScriptedModel()]);
    await opened.stack.startWorker({ ANTHROPIC_API_KEY: 'a-key', ANTHROPIC_BASE_URL: model.url });
    await opened.stack.startSandboxWorker();
  });
  afterAll(async () => {
    model.close();
    await opened.close();
  });

  test('each is counted and what it cost, each says what was wrong, and the run ends', async () => {
    const document = await documentOf('transport.yaml', Object.keys(CALLS));
    const view = await endOf(await variantOf(document));
    const task = taskIn(view);
    assert.deepEqual(Object.fromEntries(Object.keys(CALLS).map((id) => [id, task(id).modelCalls])), CALLS);
    assert.equal(view.cost.modelCalls, model.calls());
    assert.equal(view.cost.reservedUsd, 0);
    for (const id of ['good', 'midonce', 'http529once', 'http429', 'nousage'])
      assert.equal(task(id).status, 'completed', JSON.stringify(task(id)));
    for (const id of ['mideof', 'midreset', 'midover', 'html', 'json200err'])
      assert.equal(task(id).status, 'failed', JSON.stringify(task(id)));
    for (const id of ['mideof', 'midreset', 'midover'])
      assert.ok(task(id).costUsd >= (4 * 1_500 * 4) / 1_000_000, JSON.stringify(task(id)));
    for (const id of ['html', 'json200err'])
      assert.match(task(id).error?.message ?? '', /200 with .*ANTHROPIC_BASE_URL/);
    assert.ok(task('nousage').costUsd > WORST_CASE_USD);
  });

  test('a specification that failed asks the model again when it is run again', async () => {
    const variant = await variantOf(await documentOf('rerun.yaml'));
    const before = model.calls();
    for (const run of [1, 2]) {
      const view = await endOf(variant);
      assert.deepEqual([view.counts.failed, view.cost.modelCalls], [4, 4]);
      assert.equal(model.calls() - before, 4 * run);
    }
  });

  test('what a person says with a retry is in the next prompt', async () => {
    const variant = await variantOf(await documentOf('note.yaml'));
    await startRun(opened.stack.runs, variant);
    await decide(variant, 'retry', 'Twice, not three times: see sample one.');
    await decide(variant, 'abort');
    const prompts = model.requests('wrong-note.mjs');
    assert.deepEqual(
      prompts.map((prompt) => prompt.includes('Twice, not three times')),
      [false, false, true],
    );
  });

  test('what the model asks, finds and notes reaches people; an answer that was cut off is asked for with more room', async () => {
    const variant = await variantOf(await tasksNamed('blocker', 'discovery', 'truncated'));
    await startRun(opened.stack.runs, variant);
    await decide(variant, 'retry', 'Hello!');
    await opened.stack.runs.client.workflow.getHandle(variant.runId).result();
    const view = await opened.stack.runs.status(variant.runId);
    assert.equal(view.status, 'completed');
    assert.match(model.requests('blocker.mjs')[1] ?? '', /Which text do customers see.*Hello!/s);
    const status = renderStatus(view, { color: false });
    assert.match(status, /discovery, found by the model: The task says: The value is doubled\. In fact/);
    assert.match(status, /discovery, noted by the model: Rounded nothing\./);
    const report = await reportOf(variant);
    assert.match(report, /\*\*discovery\*\* found: .*It is tripled/);
    const limits = model.requests('truncated.mjs').map((body) => requestSchema.parse(JSON.parse(body)));
    assert.deepEqual(
      limits.map(({ max_tokens: limit, output_config: { effort } }) => [limit, effort]),
      [
        [32_000, 'medium'],
        [48_000, 'medium'],
        [48_000, 'low'],
      ],
    );
  });

  test('every history that was made here replays', () => opened.replayHistories());

  async function endOf(variant: Variant): Promise<RunView> {
    const { runs } = opened.stack;
    await startRun(runs, variant);
    await runs.client.workflow
      .getHandle(variant.runId)
      .result()
      .catch(() => undefined);
    return runs.status(variant.runId);
  }

  function variantOf(document: JsonObject): Promise<Variant> {
    return makeVariant(opened.stack, 'customer-sync', 'money', {
      edit: () => document,
      credentials: false,
      session: false,
    });
  }

  async function decide(variant: Variant, decision: 'retry' | 'abort', note?: string): Promise<void> {
    const { openCheckpoints } = await opened.stack.until(
      variant.runId,
      (view) => view.openCheckpoints.length > 0,
    );
    const [question] = openCheckpoints;
    assert.ok(question);
    const { checkpointId: checkpoint, digest } = question;
    const record = await opened.stack.runs.decide(variant.runId, {
      checkpoint,
      digest,
      decision,
      by: 'a test',
      ...(note && { note }),
    });
    assert.equal(record.effect, 'accepted');
    await opened.stack.until(
      variant.runId,
      (view) => !view.openCheckpoints.some((open) => open.checkpointId === checkpoint),
    );
  }

  async function reportOf({ runId }: Variant): Promise<string> {
    return (await opened.stack.runs.ended(runId)).report('markdown');
  }
});

const requestSchema = z.object({
  max_tokens: z.number(),
  output_config: z.object({ effort: z.string() }),
});

const documentSchema = z.looseObject({
  components: z.array(z.looseObject({ component_id: z.string() })),
  implementation: z.looseObject({
    task_summary: z.array(z.looseObject({ task_id: z.string(), component: z.string() })),
  }),
});

/** @param kept the tasks that stay, each with its component; all when nothing is said */
async function documentOf(file: string, kept?: string[]): Promise<JsonObject> {
  const { document } = await loadSpecification(join(import.meta.dirname, file));
  const { components, implementation, ...rest } = documentSchema.parse(document);
  const isKept = (id: string): boolean => kept === undefined || kept.includes(id);
  return z.record(z.string(), z.json()).parse({
    ...rest,
    components: components.filter(({ component_id: id }) => isKept(id)),
    implementation: {
      ...implementation,
      task_summary: implementation.task_summary.filter(({ task_id: id }) => isKept(id)),
    },
  });
}

/** The good task of `transport.yaml` under other names: the model goes by them. */
async function tasksNamed(...ids: string[]): Promise<JsonObject> {
  const { components, implementation, ...rest } = documentSchema.parse(
    await documentOf('transport.yaml', ['good']),
  );
  const [component] = components;
  const [task] = implementation.task_summary;
  return z.record(z.string(), z.json()).parse({
    ...rest,
    spec_id: 'case-said',
    components: ids.map((id) => ({ ...component, component_id: id, path: `${id}.mjs` })),
    implementation: { task_summary: ids.map((id) => ({ ...task, task_id: id, component: id })) },
  });
}

function taskIn({ tasks }: RunView): (id: string) => TaskView {
  return (id) => tasks.find((task) => task.id === id) ?? assert.fail(id);
}
