import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { withHarness } from '../../src/n8n/live/harness.ts';
import { jsonParameter, parameterOf } from '../../src/n8n/document/expression.ts';
import type { JsonValue } from '../../src/protocol/json.ts';
import { evaluate } from '../spec/expressions/as-n8n.ts';
import { ITEM, randomExpression } from '../spec/expressions/random-javascript.ts';
import { loggedInClient, node, uniqueName, webhookNode } from './instance.ts';

/** `MILLWRIGHT_TEST_EXPRESSIONS=5000` tries more. */
const EXPRESSIONS = Number(process.env['MILLWRIGHT_TEST_EXPRESSIONS'] ?? 300);
const OF_A_WORKFLOW = 500;

const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

/** What n8n makes of these expressions in parameters of their own, and together in one text. */
async function evaluatedByN8n(codes: readonly string[]): Promise<JsonValue[]> {
  const assignments = codes.map((code, index) => ({
    id: `e${index}`,
    name: `e${index}`,
    type: 'array',
    value: parameterOf(`={{ [${code}\n] }}\n`, 'value'),
  }));
  const together = jsonParameter(
    Object.fromEntries(codes.map((code, index) => [`e${index}`, `={{ ${code} }}`])),
  );
  const document = {
    name: uniqueName('expressions'),
    nodes: [
      webhookNode('expressions'),
      node('Item', 'code', 2, { mode: 'runOnceForEachItem', jsCode: 'return { json: $json.body };' }, 200),
      node('Each', 'set', 3.4, { mode: 'manual', assignments: { assignments }, options: {} }, 400),
      node('Together', 'set', 3.4, { mode: 'raw', jsonOutput: together, options: {} }, 400),
    ],
    connections: {
      Hook: to('Item'),
      Item: { main: [[...(to('Each').main[0] ?? []), ...(to('Together').main[0] ?? [])]] },
    },
    settings: { executionOrder: 'v1' },
  };
  return withHarness(await loggedInClient(), document, async (harness) => {
    await harness.call({ method: 'POST', path: 'expressions', body: ITEM });
    const { nodes, status } = await harness.waitForExecution(undefined, ['success', 'error']);
    assert.equal(status, 'success', JSON.stringify(nodes).slice(0, 2_000));
    return ['Each', 'Together'].map((name) => nodes[name]?.[0]?.outputs[0]?.[0] ?? null);
  });
}

test('n8n itself evaluates what a person wrote to what JavaScript makes of it', async () => {
  const codes = fc.sample(randomExpression, { numRuns: EXPRESSIONS, seed: 20_261_129 });
  for (let first = 0; first < codes.length; first += OF_A_WORKFLOW) {
    const some = codes.slice(first, first + OF_A_WORKFLOW);
    const plain: JsonValue[] = some.map((code) => JSON.parse(JSON.stringify([evaluate(code, ITEM)])));
    const [each, together] = await evaluatedByN8n(some);
    for (const [index, code] of some.entries()) {
      const key = `e${index}`;
      assert.deepEqual({ code, value: Object(each)[key] }, { code, value: plain[index] });
      const own: unknown = Object(together)[key] ?? null;
      assert.deepEqual({ code, value: [own] }, { code, value: plain[index] });
    }
  }
});
