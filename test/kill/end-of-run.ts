import assert from 'node:assert/strict';
import type { RunView } from '../../src/protocol/run.ts';
import type { TestStack } from '../stack/test-stack.ts';
import type { Variant } from '../stack/variant.ts';
import { assertAccounts, builtIn, callWebhook, outcomeOf, type Built } from './observe.ts';
import { EXPECTED } from './small-build.ts';

/** What an end looks like: of the undisturbed run, and of each run in which something was killed. */
export interface End {
  view: RunView;
  built: Built;
  answer: unknown;
}

export async function endOf(stack: TestStack, variant: Variant, view: RunView): Promise<End> {
  return { view, built: await builtIn(stack, variant), answer: await callWebhook(stack, variant) };
}

/** All of the small build is there, once, and live. */
export function assertComplete({ view, built, answer }: End, variant: Variant, lostCalls = 0): void {
  assert.equal(view.cost.modelCalls, EXPECTED.modelCalls + lostCalls, 'calls in the accounts');
  assert.equal(view.status, 'completed');
  assert.deepEqual(built.workflowIds, [variant.n8nWorkflowId], 'workflows with our name');
  assert.deepEqual(built.nodes, EXPECTED.nodes);
  assert.deepEqual(built.edges, EXPECTED.edges);
  assert.deepEqual(built.leftovers, [], 'throw-away workflows that still stand');
  assert.ok(built.live, 'the workflow is not live');
  assert.deepEqual(answer, { accepted: true, cart_id: '7' });
}

/** Nothing is left of what the run built. */
export function assertUndone({ view, built, answer }: End): void {
  assert.equal(view.status, 'aborted');
  assert.deepEqual(built.workflowIds, [], 'workflows with our name');
  assert.deepEqual(built.leftovers, [], 'throw-away workflows that still stand');
  assert.equal(answer, 404);
}

/**
 * Everything that has to be equal, whatever was killed.
 * @param lostCalls calls to the model that were cut off
 */
export function assertSameEnd(end: End, undisturbed: End, lostCalls = 0): void {
  assert.deepEqual(outcomeOf(end.view), outcomeOf(undisturbed.view));
  assertAccounts(end.view, undisturbed.view, lostCalls);
  assert.equal(end.built.contents, undisturbed.built.contents);
  assert.equal(end.built.credentials.length, undisturbed.built.credentials.length);
  assert.deepEqual(end.answer, undisturbed.answer);
}
