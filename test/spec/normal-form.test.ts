import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { test } from 'vitest';
import { toJson } from '../../src/spec/json-value.ts';
import type { Specification } from '../../src/spec/model.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';
import { exampleFiles, loadExample } from './examples.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';

function normalForm(document: unknown): Specification {
  const parsed = parseSpecificationDocument(document);
  assert(parsed.ok, JSON.stringify(parsed));
  return parsed.specification;
}

test('every example is valid, and its normal form reads as itself', async () => {
  for (const file of await exampleFiles()) {
    const { specification, document } = await loadSpecification(file);
    assert.deepEqual(toJson(normalForm(document)), toJson(specification), 'the document is self-contained');
    assert.deepEqual(toJson(normalForm(toJson(specification))), toJson(specification));
  }
});

test('what the action type and the components imply is filled in', async () => {
  const { specification } = await loadExample('abandoned-cart');
  const task = (id: string) =>
    specification.implementation.task_summary.find((found) => found.task_id === id);
  assert.equal(task('checkout-webhook')?.n8n_instructions?.node?.node_type, 'Webhook');
  assert.equal(task('normalise-cart')?.acceptance_check.check_type, 'transform_samples');
  assert.equal(task('normalise-cart')?.acceptance_check.samples.length, 4);
  assert.equal(task('discount-policy')?.platform, 'code');
  assert.equal(task('klaviyo-connectivity')?.acceptance_check.check_type, 'integration_responds');
  assert.equal(task('e2e-pinned')?.acceptance_check.check_type, 'end_to_end');
  assert.equal(task('approve-activation')?.platform, 'orchestrator');
  assert.equal(task('go-live')?.acceptance_check.check_type, 'webhook_responds');
  assert.equal(task('normalise-cart')?.repair_rounds, 2, 'a model writes it');
  assert.equal(task('klaviyo-connectivity')?.repair_rounds, 0, 'nobody wrote how often');
  // Nobody said for how long people are waited for.
  assert.equal(task('go-live')?.if_blocked, undefined);
  assert.deepEqual(specification.settings, {
    max_parallel: 4,
    budget: { warn_usd: 10, stop_usd: 50 },
    model: 'claude-opus-5-5',
    on_failure: 'keep',
  });
});

test("the phase format's wrapper and check words, and aliases mean the same as the canonical form", async () => {
  const { document, specification } = await loadExample('customer-sync');
  const text = JSON.stringify(document)
    .replaceAll('"dependencies_completed"', '"depends_on"')
    .replaceAll('"from_node"', '"from"')
    .replaceAll('"success_criteria"', '"check_type":"automated_test","criteria"');
  assert.deepEqual(normalForm({ specification_output: JSON.parse(text) }), specification);
});

test('YAML and JSON of the same document give the same normal form', async () => {
  const { document, specification } = await loadExample('abandoned-cart');
  assert.deepEqual(normalForm(parse(stringify(document))), specification);
  assert.deepEqual(normalForm(JSON.parse(JSON.stringify(document))), specification);
});

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const text = fc.stringMatching(/^[A-Z][a-z]{2,10} [a-z]{3,10}\.$/);

/** Acyclic chains of nodes and checkpoints in all spellings: flat or in `node`, configuration as a map or as a list. */
const document = fc
  .uniqueArray(id, { minLength: 1, maxLength: 8 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((task_id, index) =>
        fc.record(
          {
            task_id: fc.constant(task_id),
            purpose: text,
            dependencies_completed: fc.subarray(ids.slice(0, index)),
            action_type: fc.constant('create_node'),
            critical: fc.boolean(),
            repair_rounds: fc.integer({ min: 0, max: 3 }),
            n8n_instructions: fc.oneof(
              fc.record({
                node_type: fc.constant('Set'),
                node_name: fc.constant(`Node ${task_id}`),
                configuration: fc.dictionary(id, fc.jsonValue({ maxDepth: 2 })),
              }),
              fc.record({
                node: fc.record({
                  node_type: fc.constant('Set'),
                  node_name: fc.constant(`Node ${task_id}`),
                  configuration: fc.uniqueArray(
                    fc.record({
                      field: id,
                      value: fc.jsonValue({ maxDepth: 2 }),
                      source: fc.constant('literal'),
                    }),
                    { selector: (entry) => entry.field },
                  ),
                }),
              }),
            ),
          },
          { requiredKeys: ['task_id', 'purpose', 'action_type', 'n8n_instructions'] },
        ),
      ),
    ),
  )
  .map((tasks) => ({
    spec_id: 'generated',
    components: [{ component_id: 'main', platform: 'n8n', workflow_name: 'Generated' }],
    implementation: { task_summary: tasks },
  }));

test('normalising twice is normalising once, for any document', () => {
  fc.assert(
    fc.property(document, (generated) => {
      const once = parseSpecificationDocument(generated);
      // A generated value may look like a credential or hold a forbidden key; then there is no normal form.
      fc.pre(once.ok);
      assert.deepEqual(toJson(normalForm(toJson(once.specification))), toJson(once.specification));
    }),
    { numRuns: 100 },
  );
});
