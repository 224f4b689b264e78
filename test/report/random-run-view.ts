import fc from 'fast-check';
import type { EvidenceSummary } from '../../src/protocol/evidence.ts';
import {
  BLOCKER_TYPES,
  RUN_STATUSES,
  TASK_STATUSES,
  type Blocker,
  type ComponentView,
  type RunView,
  type TaskError,
  type TaskView,
} from '../../src/protocol/run.ts';
import type { Remarks } from '../../src/protocol/remarks.ts';
import type { DecisionRecord } from '../../src/protocol/decision.ts';
import { view } from './abandoned-cart-view.ts';

/** Any run, also ones that no workflow would make: the reports must hold for all of them. */

/** Text as strangers write it: Markdown, HTML, line ends, colours for a terminal, other alphabets. */
const untrusted: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('|', '\n', '`', '<', '>', '#', '*', '[', ']', '\\', '$', '\u001b[31m', 'a', ' '),
    maxLength: 20,
  }),
  fc.constantFrom(
    'a | b',
    '<script>alert(1)</script>',
    '```',
    '\n# Not a heading',
    '- item',
    '1. item',
    '\u202ereversed',
  ),
);

const id = fc.stringMatching(/^[a-z]{3}[a-z0-9-]{0,20}$/);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const iso = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((ms) => new Date(ms).toISOString());
const usd = fc.double({ min: 0, max: 60, noNaN: true });
const count = fc.nat({ max: 100_000 });
const optional = { freq: 2, nil: undefined };

const evidence: fc.Arbitrary<EvidenceSummary> = fc.record({
  passed: fc.boolean(),
  summary: untrusted,
  evidenceHash: hash,
  failureSignature: fc.constant(''),
});

const error: fc.Arbitrary<TaskError> = fc.record({
  code: fc.constantFrom('acceptance_failed', 'n8n_rejected', 'dependency_failed'),
  message: untrusted,
  fix: untrusted,
  recoverable: fc.boolean(),
  resolutionAttempted: untrusted,
});

const remarks: fc.Arbitrary<Remarks> = fc.record({
  hash,
  notes: untrusted,
  discoveries: fc.array(untrusted, { maxLength: 3 }),
});

function taskView(taskId: string): fc.Arbitrary<TaskView> {
  return fc
    .record({
      title: untrusted,
      kind: fc.constantFrom('nodes', 'generated_code', 'probe', 'checkpoint', 'activation', 'manual'),
      actionType: fc.constantFrom('create_node', 'write_transform', 'human_checkpoint', 'activate_workflow'),
      platform: fc.constantFrom('n8n', 'code', 'manual', 'orchestrator'),
      component: fc.constantFrom('flow', 'code'),
      status: fc.constantFrom(...TASK_STATUSES),
      critical: fc.boolean(),
      round: fc.nat({ max: 3 }),
      earlierEvidence: fc.array(evidence, { maxLength: 2 }),
      costUsd: usd,
      tokens: fc.record({ input: count, output: count }),
      modelCalls: fc.nat({ max: 5 }),
      evidence: fc.option(evidence, optional),
      error: fc.option(error, optional),
      waitsFor: fc.option(untrusted, optional),
      startedAt: fc.option(iso, optional),
      endedAt: fc.option(iso, optional),
      codeHash: fc.option(hash, optional),
      change: fc.option(untrusted, optional),
      skippedReason: fc.option(untrusted, optional),
      remarks: fc.option(remarks, optional),
    })
    .map(
      ({
        evidence: found,
        error: failure,
        waitsFor,
        startedAt,
        endedAt,
        codeHash,
        change,
        skippedReason,
        remarks: said,
        ...task
      }) => ({
        id: taskId,
        dependsOn: [],
        ...task,
        ...(found && { evidence: found }),
        ...(failure && { error: failure }),
        ...(waitsFor !== undefined && { waitsFor }),
        ...(startedAt !== undefined && { startedAt }),
        ...(endedAt !== undefined && { endedAt }),
        ...(codeHash !== undefined && { codeHash }),
        ...(change !== undefined && { change }),
        ...(skippedReason !== undefined && { skippedReason }),
        ...(said && { remarks: said }),
      }),
    );
}

/** Each task may need any that is declared before it. */
const tasks: fc.Arbitrary<TaskView[]> = fc
  .uniqueArray(id, { maxLength: 12 })
  .chain((ids) =>
    fc.tuple(...ids.map((each) => fc.tuple(taskView(each), fc.subarray(ids.slice(0, ids.indexOf(each)))))),
  )
  .map((pairs) => pairs.map(([task, dependsOn]) => ({ ...task, dependsOn })));

const components: fc.Arbitrary<ComponentView[]> = fc
  .record({
    name: untrusted,
    active: fc.boolean(),
    nodes: count,
    connections: count,
    url: fc.option(fc.webUrl(), optional),
  })
  .map(({ url, ...flow }) => [
    { id: 'flow', platform: 'n8n', n8nWorkflowId: 'mw1', ...flow, ...(url !== undefined && { url }) },
    {
      id: 'code',
      platform: 'code',
      n8nWorkflowId: '',
      name: 'policy.mjs',
      active: false,
      nodes: 0,
      connections: 0,
    },
  ]);

const blocker: fc.Arbitrary<Blocker> = fc.record({
  type: fc.constantFrom(...BLOCKER_TYPES),
  description: untrusted,
  affectedTasks: fc.array(id, { maxLength: 3 }),
  resolutionRequired: untrusted,
});

const decision: fc.Arbitrary<DecisionRecord> = fc.record({
  decision: fc.record({
    checkpoint: id,
    digest: untrusted,
    decision: fc.constantFrom('continue', 'retry', 'abort'),
    by: untrusted,
    note: untrusted,
    decision_id: id,
  }),
  effect: fc.constantFrom('accepted', 'duplicate', 'stale', 'unknown_checkpoint', 'not_allowed'),
  answer: untrusted,
  at: iso,
});

export const runView: fc.Arbitrary<RunView> = fc
  .record({
    tasks,
    title: untrusted,
    status: fc.constantFrom(...RUN_STATUSES),
    statusReason: untrusted,
    startedAt: iso,
    endedAt: fc.option(iso, optional),
    blockers: fc.array(blocker, { maxLength: 2 }),
    decisions: fc.array(decision, { maxLength: 3 }),
    components,
    standIns: fc.array(id, { maxLength: 3 }),
    replayedAnswers: fc.boolean(),
    cost: fc.record({
      spentUsd: usd,
      reservedUsd: usd,
      warnUsd: usd,
      stopUsd: usd,
      inputTokens: count,
      outputTokens: count,
      modelCalls: count,
      reusedAnswers: count,
    }),
    warnedAt: fc.option(iso, optional),
  })
  .map(({ tasks: all, standIns, replayedAnswers, endedAt, cost, warnedAt, ...rest }) =>
    view(all, {
      ...rest,
      cost: { ...cost, ...(warnedAt !== undefined && { warnedAt }) },
      simulated: { standIns, replayedAnswers },
      ...(endedAt !== undefined && { endedAt }),
    }),
  );
