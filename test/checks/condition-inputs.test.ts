import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { test } from 'vitest';
import type { ConditionInput } from '../../src/checks/condition-input.ts';
import { inputsFor } from '../../src/checks/condition-inputs.ts';

/** As n8n evaluates it: what cannot be read is not true. */
function holds(condition: string, { item, nodes }: ConditionInput): boolean {
  const of = (name: string) => {
    const one = { json: nodes[name] ?? {} };
    return { item: one, first: () => one, last: () => one };
  };
  const names = { $json: item, $: of, $input: { item: { json: item } } };
  try {
    return Boolean(runInNewContext(`(${condition})`, names));
  } catch {
    return false;
  }
}

const CONDITIONS = [
  '$json.body.amount > 1000',
  '$json.amount >= 0.5',
  '500 < $json.amount',
  '$json.amount <= -3',
  "$json.type === 'refund'",
  "$json.type !== 'refund' && $json.amount > 500",
  "$('Discount policy').item.json.discount_percent > 10 || $('Discount policy').item.json.total > 500",
  "$('To profile').first().json.total_spent > 1000",
  '$json.body["order-id"] == 7',
  '$json.vip',
  '!$json.consent',
  '$json.qty * $json.price > 500',
  '$json.a > $json.b',
  '$json.items.length > 3',
  '$json.items[0].price > 20',
  "$json.email.endsWith('@example.com')",
  "['EUR', 'CHF'].includes($json.currency)",
  "$json.tags.includes('vip') && !$json.blocked",
  '$input.item.json.score < 0.7',
  '$json.total > 100 ? $json.vip : $json.total > 50',
  '($json.net + $json.tax) > 1000',
  '$json?.order?.total > 10',
  "$('Kind').item.json.kind === 'refund'",
  "-5 > $('Kind').item.json.degrees",
];

for (const condition of CONDITIONS)
  test(`inputs for \`${condition}\` are found under which it holds, and under which it does not`, () => {
    const answers = new Set(inputsFor(condition).map((input) => holds(condition, input)));
    assert.deepEqual(answers, new Set([true, false]));
  });

test('a condition that is always the same, or cannot be read, has no inputs that say otherwise', () => {
  for (const condition of ['true', '1 > 2', '$now > 5', 'large invoices', '']) {
    const answers = new Set(inputsFor(condition).map((input) => holds(condition, input)));
    assert.ok(answers.size <= 1, condition);
  }
});
