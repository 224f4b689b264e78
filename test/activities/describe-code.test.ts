import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { describeCode } from '../../src/activities/describe-code.ts';
import { LocalArtifactStore } from '../../src/artifacts/local-store.ts';
import { makeEvidence, recordEvidence } from '../../src/checks/evidence-record.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';

const CODE =
  'export async function transform(input) {\n  // ``` fences ```\n  return helpers.httpRequest(input);\n}\n';

/** What is shown of one task whose check looked at `code`. */
async function shown(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-describe-code-'));
  try {
    const artifacts = new LocalArtifactStore(folder);
    const parsed = parseSpecificationDocument({
      spec_id: 'priced',
      title: 'Prices',
      components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Flow' }],
      implementation: {
        task_summary: [
          {
            task_id: 'price',
            purpose: 'An order is priced.',
            action_type: 'write_transform',
            component: 'flow',
            n8n_instructions: { node_name: 'Price' },
            code_instructions: {
              input_schema: {},
              output_schema: {},
              logic_description: 'The price is asked for.',
              source: CODE,
              uses: ['helpers.httpRequest'],
            },
            acceptance_check: {
              success_criteria: 'Every sample.',
              samples: [{ name: 'a', input: 1, expect: 1 }],
            },
          },
        ],
      },
    });
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const subject = {
      taskId: 'price',
      round: 0,
      checkType: 'transform_samples',
      subjectHash: await artifacts.putText(code),
    } as const;
    const finding = { ran: 'x', observations: [{ name: 'a', passed: true, expected: '1', actual: '1' }] };
    const evidence = await recordEvidence(artifacts, makeEvidence(subject, finding));
    return (await describeCode(artifacts, parsed.specification, [{ taskId: 'price', ...evidence }])).join(
      '\n',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a person is shown the code in full, and what of n8n it may use', async () => {
  const text = await shown(CODE);
  assert.match(
    text,
    /^\*\*Code of price\*\* \(price\.mjs, [0-9a-f]{12}\)\. Its author grants it, of n8n: helpers\.httpRequest\.$/m,
  );
  assert.ok(text.includes(`\n\`\`\`\`js\n${CODE}\`\`\`\`\n`), text);
});

test('code that would not fit into a history is named, not cut', async () => {
  const text = await shown(`// ${'x'.repeat(250_000)}`);
  assert.match(text, /`millwright code RUN TASK` prints it/);
  assert.ok(text.length < 1_000);
});
