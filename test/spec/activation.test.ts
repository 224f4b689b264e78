import assert from 'node:assert/strict';
import { test } from 'vitest';
import { describeGoLive } from '../../src/activities/describe-go-live.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';

/** A webhook, a question and an activation that says how it is first used. */
function read(use: JsonObject, { asked = true, header = false, webhooks = 1 } = {}) {
  const hook = (index: number) => ({
    task_id: `hook-${index}`,
    purpose: 'Orders arrive here.',
    action_type: 'setup_webhook',
    n8n_instructions: { node_name: `Hook ${index}` },
    webhook_instructions: { path: `orders-${index}`, ...(header && { header_auth_credential: 'shop' }) },
  });
  const hooks = Array.from({ length: webhooks }, (_, index) => hook(index));
  return parseSpecificationDocument({
    spec_id: 'orders',
    components: [{ component_id: 'flow', platform: 'n8n', workflow_name: 'Orders' }],
    implementation: {
      task_summary: [
        ...hooks,
        {
          task_id: 'approve',
          purpose: 'A person sees it.',
          dependencies_completed: hooks.map(({ task_id: id }) => id),
          action_type: 'human_checkpoint',
          checkpoint_instructions: { question: 'Activate?' },
        },
        {
          task_id: 'live',
          purpose: 'Switch it on.',
          dependencies_completed: asked ? ['approve'] : hooks.map(({ task_id: id }) => id),
          action_type: 'activate_workflow',
          activation_instructions: use,
        },
      ],
    },
  });
}

function rulesOf(parsed: ReturnType<typeof read>): string[] {
  return parsed.ok ? [] : parsed.problems.map(({ rule, pointer }) => `${rule} ${pointer}`);
}

const CALL = { live_call: { body: { sku: 'TEA-1' } } };
const AT = '/implementation/task_summary';

test('a live call needs one webhook that it may call, and somebody who is shown it before', () => {
  assert.deepEqual(rulesOf(read(CALL)), []);
  const place = `${AT}/2/activation_instructions/live_call`;
  assert.deepEqual(rulesOf(read(CALL, { asked: false })), [`live_call_unseen ${place}`]);
  assert.deepEqual(rulesOf(read(CALL, { header: true })), [`live_call_webhook ${place}`]);
  const second = `${AT}/3/activation_instructions/live_call`;
  assert.deepEqual(rulesOf(read(CALL, { webhooks: 2 })), [`live_call_webhook ${second}`]);
});

test('who waits for the first execution needs none of that, and makes no call', () => {
  assert.deepEqual(rulesOf(read({ watch_minutes: 30 }, { asked: false, header: true })), []);
  assert.deepEqual(rulesOf(read({ ...CALL, watch_minutes: 30 })), [
    `two_proofs ${AT}/2/activation_instructions/watch_minutes`,
  ]);
});

test('a checkpoint shows what the run does after go-live, and nothing that it does not do', () => {
  const shown = (use: JsonObject, checkpoint = 'approve'): string => {
    const parsed = read(use);
    assert.ok(parsed.ok);
    return describeGoLive(parsed.specification, checkpoint).join('\n');
  };
  assert.match(
    shown(CALL),
    /After go-live[^]*live: \*\*one real request is sent\*\*.*`POST \/webhook\/orders-0` `\{"sku":"TEA-1"\}`/,
  );
  assert.match(shown({ watch_minutes: 30 }), /waited for, at most 30 minutes; nothing is called/);
  assert.equal(shown({}), '');
});
