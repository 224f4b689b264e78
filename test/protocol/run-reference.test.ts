import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseRunReference } from '../../src/protocol/run-reference.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('a last part that is a UUID names one run; everything else is a workflow id', () => {
  const cases: [string, string, string?][] = [
    ['shop@demo', 'shop@demo'],
    [`shop@demo/${ID}`, 'shop@demo', ID],
    [`shop@demo/${ID.toUpperCase()}`, 'shop@demo', ID],
    [`shop@demo/child-task/${ID}`, 'shop@demo/child-task', ID],
    ['shop@demo/child-task', 'shop@demo/child-task'],
    [ID, ID],
    [`/${ID}`, `/${ID}`],
    [`shop@demo/${ID}0`, `shop@demo/${ID}0`],
    [`shop@demo/${ID}/`, `shop@demo/${ID}/`],
  ];
  for (const [text, workflowId, runId] of cases)
    assert.deepEqual(parseRunReference(text), runId === undefined ? { workflowId } : { workflowId, runId });
});
