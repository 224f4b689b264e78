import { z } from 'zod';
import type { JsonObject } from '../../src/protocol/json.ts';
import { keepTasks } from '../stack/keep-tasks.ts';
import { makeVariant, type Variant } from '../stack/variant.ts';
import type { TestStack } from '../stack/test-stack.ts';
import { markOf } from './model-of-many-runs.ts';

const authorDocument = z.looseObject({
  implementation: z.looseObject({ task_summary: z.array(z.looseObject({ task_id: z.string() })) }),
});

const writtenDocument = z.looseObject({
  spec_id: z.string(),
  implementation: z.looseObject({
    task_summary: z.array(z.looseObject({ purpose: z.string(), code_instructions: z.json().optional() })),
  }),
});

const jsonObject = z.record(z.string(), z.json());

const KEPT = [
  'checkout-webhook',
  'normalise-cart',
  'discount-policy',
  'klaviyo-connectivity',
  'wire-main-path',
  'e2e-pinned',
  'approve-activation',
  'go-live',
];

const RUN_IN_N8N = ['klaviyo-connectivity', 'e2e-pinned'];

const EDGES = [
  { from_node: 'Checkout webhook', to_node: 'Normalise cart' },
  { from_node: 'Normalise cart', to_node: 'Answer' },
  { from_node: 'Normalise cart', to_node: 'Discount policy' },
];

const CASE = {
  name: 'a cart',
  trigger: {
    body: { id: 2001, email: 'mia@example.com', line_items: [{ sku: 'TEA-1', quantity: 4, price: '30.00' }] },
  },
  expect: {
    response: { status: 200, body: { accepted: true, cart_id: '2001' } },
    nodes_ran: ['Checkout webhook', 'Normalise cart', 'Answer', 'Discount policy'],
    data: { 'Discount policy': { discount_percent: 5 } },
  },
};

/**
 * What differs from the example, by task. One task at a time, so that a kill interrupts exactly what it names; and no
 * more attempts than the answers need, so that an attempt that a kill took would show.
 */
const CHANGES: Record<string, JsonObject> = {
  'checkout-webhook': { repair_rounds: 0 },
  'normalise-cart': { repair_rounds: 0 },
  'discount-policy': { repair_rounds: 1 },
  'klaviyo-connectivity': { dependencies_completed: ['discount-policy'] },
  'wire-main-path': {
    dependencies_completed: ['klaviyo-connectivity'],
    n8n_instructions: { connections: EDGES },
  },
  'e2e-pinned': {
    acceptance_check: { success_criteria: 'A cart is answered and gets its discount.', cases: [CASE] },
  },
};

/**
 * The abandoned-cart example with every kind of effect once, and as little else as possible: a webhook, two pieces of
 * generated code of which one needs a repair round (3 model calls), a probe, a case from end to end, a checkpoint, an
 * activation and the report. It uses an API key alone, because n8n takes five logins a minute.
 */
export function makeSmallBuild(stack: TestStack, suffix: string): Promise<Variant> {
  return makeVariant(stack, 'abandoned-cart', suffix, { edit: cutDown, session: false });
}

/**
 * The same without the checks that run workflows in n8n, which take most of its time, so it needs no credential; and with
 * model calls that are its own: it shares no answer and no code with other runs.
 */
export function makeSmallestBuild(stack: TestStack, suffix: string): Promise<Variant> {
  const withoutThem = keepTasks(...KEPT.filter((taskId) => !RUN_IN_N8N.includes(taskId)));
  return makeVariant(stack, 'abandoned-cart', suffix, {
    edit: (document) => markCode(withoutThem(cutDown(document))),
    credentials: false,
    session: false,
  });
}

/** Something is written to n8n, and a person is asked; what was written is undone when the answer is no. */
export function makeUndoneBuild(stack: TestStack, suffix: string): Promise<Variant> {
  return makeVariant(stack, 'abandoned-cart', suffix, {
    edit: (document) => ({
      ...keepTasks('checkout-webhook', 'approve-activation')(document),
      settings: { on_failure: 'rollback' },
    }),
    credentials: false,
    session: false,
  });
}

function markCode(document: JsonObject): JsonObject {
  const { implementation, spec_id: specId, ...rest } = writtenDocument.parse(document);
  const mark = markOf(specId.replace('abandoned-cart-', ''));
  const tasks = implementation.task_summary.map((task) =>
    task.code_instructions ? { ...task, purpose: `${task.purpose}${mark}` } : task,
  );
  return jsonObject.parse({
    ...rest,
    spec_id: specId,
    implementation: { ...implementation, task_summary: tasks },
  });
}

function cutDown(document: JsonObject): JsonObject {
  const { implementation, ...rest } = authorDocument.parse(keepTasks(...KEPT)(document));
  const tasks = implementation.task_summary.map((task) => ({ ...task, ...CHANGES[task.task_id] }));
  return jsonObject.parse({ ...rest, implementation: { ...implementation, task_summary: tasks } });
}

/** Graph of the edges above as n8n names them, for comparison. */
export const EXPECTED = {
  nodes: ['Answer', 'Checkout webhook', 'Discount policy', 'Normalise cart'],
  edges: EDGES.map(({ from_node: from, to_node: to }) => `${from} → ${to}`).toSorted(),
  modelCalls: 3,
};
