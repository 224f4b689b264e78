import type { EvidenceSummary } from '../../src/protocol/evidence.ts';
import type { CheckpointView, RunView, TaskStatus, TaskView } from '../../src/protocol/run.ts';

/** A run of the abandoned-cart example, as its workflow would describe it, at different moments. */

const HASH = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';

export function evidence(summary: string, passed = true): EvidenceSummary {
  return { passed, summary, evidenceHash: HASH, failureSignature: passed ? '' : 'signature' };
}

export function task(id: string, change: Partial<TaskView> = {}): TaskView {
  return {
    id,
    title: id.replaceAll('-', ' '),
    kind: 'nodes',
    actionType: 'create_node',
    platform: 'n8n',
    component: 'recovery',
    status: 'pending',
    critical: false,
    dependsOn: [],
    round: 0,
    earlierEvidence: [],
    costUsd: 0,
    tokens: { input: 0, output: 0 },
    modelCalls: 0,
    ...change,
  };
}

export function completed(id: string, summary: string, change: Partial<TaskView> = {}): TaskView {
  return task(id, {
    status: 'completed',
    startedAt: '2026-11-21T12:00:05.000Z',
    endedAt: '2026-11-21T12:00:17.000Z',
    evidence: evidence(summary),
    change: 'added 1 node',
    ...change,
  });
}

export function view(tasks: TaskView[], change: Partial<RunView> = {}): RunView {
  const counts: Record<TaskStatus, number> = {
    pending: 0,
    ready: 0,
    running: 0,
    verifying: 0,
    needs_clarification: 0,
    awaiting_approval: 0,
    completed: 0,
    failed: 0,
    blocked: 0,
    skipped: 0,
  };
  for (const each of tasks) counts[each.status] += 1;
  return {
    schemaVersion: 1,
    workflowId: 'abandoned-cart@demo',
    runId: '01a5f6b2-5b2e-7c11-9f7e-0d1b2c3d4e5f',
    specId: 'abandoned-cart',
    title: 'Abandoned-cart recovery',
    version: '1.0.0',
    specificationHash: HASH,
    environmentId: 'demo',
    environmentHash: HASH,
    status: 'running',
    statusReason: '2 of 12 tasks completed; working on discount-policy.',
    startedAt: '2026-11-21T12:00:00.000Z',
    tasks,
    counts,
    blockers: [],
    openCheckpoints: [],
    decisions: [],
    cost: {
      spentUsd: 0.0231,
      reservedUsd: 0,
      warnUsd: 10,
      stopUsd: 50,
      inputTokens: 4120,
      outputTokens: 912,
      modelCalls: 3,
      reusedAnswers: 0,
    },
    components: [
      {
        id: 'recovery',
        platform: 'n8n',
        name: 'Abandoned-cart recovery',
        n8nWorkflowId: 'mw3f2a9c1b7d4e60',
        url: 'http://127.0.0.1:5678/workflow/mw3f2a9c1b7d4e60',
        active: false,
        nodes: 14,
        connections: 13,
      },
      {
        id: 'discount',
        platform: 'code',
        name: 'discount-policy.mjs',
        n8nWorkflowId: '',
        active: false,
        nodes: 0,
        connections: 0,
      },
    ],
    simulated: { replayedAnswers: true, standIns: ['shopify', 'klaviyo', 'slack'] },
    ...change,
  };
}

export const APPROVAL: CheckpointView = {
  checkpointId: 'approve-activation',
  question: 'Activate the abandoned-cart workflow?',
  digest: 'd41f77ab',
  shown: '## n8n\n\n    + node Normalise cart\n    + node Discount policy\n\nCost so far: 0.0231 USD.',
  allowed: ['continue', 'retry', 'abort'],
  openedAt: '2026-11-21T12:01:40.000Z',
};

const built: TaskView[] = [
  completed('checkout-webhook', 'The webhook and its answer node stand in the workflow as specified.', {
    critical: true,
  }),
  completed('klaviyo-connectivity', 'Klaviyo answered 200 with "data".', {
    kind: 'probe',
    actionType: 'test_integration',
  }),
  completed('normalise-cart', '4 of 4 samples gave exactly the expected cart.', {
    critical: true,
    kind: 'generated_code',
    actionType: 'write_transform',
    dependsOn: ['checkout-webhook'],
    codeHash: HASH,
    costUsd: 0.0112,
    modelCalls: 1,
    tokens: { input: 2000, output: 400 },
  }),
  completed('wait-for-customer', 'The node stands in the workflow as specified.', {
    dependsOn: ['normalise-cart'],
  }),
  completed('still-open-check', 'Look-up and branch stand in the workflow as specified.', {
    critical: true,
    dependsOn: ['wait-for-customer'],
  }),
];

const discountPolicy = (change: Partial<TaskView>): TaskView =>
  task('discount-policy', {
    kind: 'generated_code',
    actionType: 'write_transform',
    platform: 'code',
    component: 'discount',
    critical: true,
    dependsOn: ['normalise-cart'],
    startedAt: '2026-11-21T12:00:20.000Z',
    round: 1,
    costUsd: 0.0119,
    modelCalls: 2,
    tokens: { input: 2120, output: 512 },
    earlierEvidence: [evidence('9 of 10 samples: "exactly 50" gave 5, expected 0.', false)],
    ...change,
  });

const later = (ids: string[], change: Partial<TaskView>): TaskView[] =>
  ids.map((id, index) =>
    task(id, { dependsOn: [ids[index - 1] ?? 'discount-policy'], critical: true, ...change }),
  );

const PATH = ['slack-approval', 'klaviyo-event', 'wire-main-path', 'e2e-pinned'];
const approval = (change: Partial<TaskView>): TaskView =>
  task('approve-activation', {
    kind: 'checkpoint',
    actionType: 'human_checkpoint',
    platform: 'orchestrator',
    dependsOn: ['e2e-pinned'],
    ...change,
  });
const goLive = (change: Partial<TaskView>): TaskView =>
  task('go-live', {
    kind: 'activation',
    actionType: 'activate_workflow',
    platform: 'orchestrator',
    critical: true,
    dependsOn: ['approve-activation'],
    ...change,
  });

/** In the middle: one task under repair, the rest waits. */
export const runningView = view([
  ...built,
  discountPolicy({ status: 'running', waitsFor: 'the model and the sandbox' }),
  ...later(PATH, {}),
  approval({}),
  goLive({}),
]);

const donePath = PATH.map((id) => completed(id, 'Stands in the workflow as specified.', { critical: true }));
const donePolicy = discountPolicy({
  status: 'completed',
  evidence: evidence('10 of 10 samples gave exactly the expected discount.'),
  endedAt: '2026-11-21T12:00:41.000Z',
  codeHash: HASH,
  change: 'added 1 node',
});

/** All is built; a person is asked. */
export const waitingView = view(
  [
    ...built,
    donePolicy,
    ...donePath,
    approval({
      status: 'awaiting_approval',
      startedAt: '2026-11-21T12:01:39.000Z',
      waitsFor: 'a decision on approve-activation',
    }),
    goLive({}),
  ],
  {
    status: 'awaiting_approval',
    statusReason: 'Waits for a decision on approve-activation: Activate the abandoned-cart workflow?',
    openCheckpoints: [APPROVAL],
  },
);

/** All is built, approved and live. */
export const completedView = view(
  [
    ...built,
    donePolicy,
    ...donePath,
    approval({ status: 'completed', evidence: evidence('Ana Keller decided continue: looks right.') }),
    goLive({
      status: 'completed',
      evidence: evidence('The production URL answered 200.'),
      change: 'activated',
    }),
  ],
  {
    status: 'completed',
    statusReason: '12 of 12 tasks completed.',
    endedAt: '2026-11-21T12:03:20.000Z',
    components: waitingView.components.map((component) => ({
      ...component,
      active: component.platform === 'n8n',
    })),
    decisions: [
      {
        decision: {
          checkpoint: 'approve-activation',
          digest: 'd41f77ab',
          decision: 'continue',
          by: 'Ana Keller',
          note: 'looks right',
          decision_id: 'd-1',
        },
        effect: 'accepted',
        answer: 'Ana Keller decided continue on approve-activation.',
        at: '2026-11-21T12:02:58.000Z',
      },
    ],
  },
);

/** A critical task failed for good; what needs it is blocked. */
export const failedView = view(
  [
    ...built,
    discountPolicy({
      status: 'failed',
      round: 2,
      endedAt: '2026-11-21T12:01:10.000Z',
      evidence: evidence('9 of 10 samples: "exactly 50" gave 5, expected 0.', false),
      error: {
        code: 'same_failure_twice',
        message: 'Two rounds failed in the same way: sample "exactly 50" gave 5, expected 0.',
        fix: 'Two rounds failed in the same way: correct the task or its samples.',
        recoverable: true,
        resolutionAttempted: '2 repair rounds',
      },
    }),
    ...later([...PATH, 'approve-activation', 'go-live'], {
      status: 'blocked',
      endedAt: '2026-11-21T12:01:10.000Z',
    }).map((each) => ({
      ...each,
      error: {
        code: 'dependency_failed',
        message: 'Needs discount-policy, which did not complete.',
        fix: 'Mend discount-policy, then run again.',
        recoverable: true,
        resolutionAttempted: '',
      },
    })),
  ],
  { status: 'failed', statusReason: '5 of 12 tasks completed.', endedAt: '2026-11-21T12:01:10.000Z' },
);

/** Nothing could begin: n8n is away. */
export const blockedView = view(
  built.map((each) =>
    task(each.id, {
      critical: each.critical,
      dependsOn: each.dependsOn,
      status: each.dependsOn.length === 0 ? 'blocked' : 'pending',
    }),
  ),
  {
    status: 'blocked',
    statusReason: 'n8n does not answer at http://127.0.0.1:5678.',
    blockers: [
      {
        type: 'environment_unavailable',
        description: 'n8n does not answer at http://127.0.0.1:5678.',
        affectedTasks: [],
        resolutionRequired: 'Start n8n (`millwright up`) or check `n8n.url` in the environment file.',
        since: '2026-11-21T12:00:01.000Z',
      },
    ],
    components: [],
  },
);

/** A person stopped it half-way. */
export const abortedView = view(
  [
    ...built,
    ...[...PATH, 'approve-activation'].map((id) =>
      task(id, { status: 'skipped', critical: true, skippedReason: 'The run was aborted by Ana Keller.' }),
    ),
  ],
  {
    status: 'aborted',
    statusReason: 'Aborted by Ana Keller: wrong shop',
    endedAt: '2026-11-21T12:02:00.000Z',
  },
);

/** A task that is not critical failed; the rest stands. */
export const withErrorsView = view(
  [
    ...built,
    donePolicy,
    ...donePath,
    task('suppress-log', {
      status: 'failed',
      dependsOn: ['e2e-pinned'],
      error: {
        code: 'n8n_rejected',
        message: 'n8n refused the node: parameter "mode" is unknown.',
        fix: "Correct the task's instructions; n8n's own message says what it refused.",
        recoverable: true,
        resolutionAttempted: '',
      },
    }),
  ],
  {
    status: 'completed_with_errors',
    statusReason: '10 of 11 tasks completed.',
    endedAt: '2026-11-21T12:03:00.000Z',
  },
);
