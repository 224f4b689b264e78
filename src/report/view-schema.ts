import { z } from 'zod';
import { DECISION_EFFECTS, DECISION_WORDS } from '../protocol/decision.ts';
import { GAP_MARKS } from '../protocol/evidence.ts';
import { BLOCKER_TYPES, RUN_STATUSES, TASK_STATUSES, type RunView } from '../protocol/run.ts';

/** Kept views are checked when they are read: another version may have written them. What that one added is left out. */

export const runStatusSchema = z.enum(RUN_STATUSES);

const taskStatusSchema = z.enum(TASK_STATUSES);

const evidenceSchema = z.object({
  passed: z.boolean(),
  summary: z.string(),
  evidenceHash: z.string(),
  failureSignature: z.string(),
  action: z.enum(['skip', 'abort', 'escalate']).optional(),
  gaps: z.array(z.object({ mark: z.enum(GAP_MARKS), text: z.string() })).optional(),
});

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  recoverable: z.boolean(),
  resolutionAttempted: z.string(),
});

const taskSchema = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  actionType: z.string(),
  platform: z.string(),
  component: z.string().optional(),
  status: taskStatusSchema,
  critical: z.boolean(),
  dependsOn: z.array(z.string()),
  waitsFor: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  round: z.number(),
  evidence: evidenceSchema.optional(),
  earlierEvidence: z.array(evidenceSchema),
  error: errorSchema.optional(),
  costUsd: z.number(),
  tokens: z.object({ input: z.number(), output: z.number() }),
  modelCalls: z.number(),
  codeHash: z.string().optional(),
  answerHashes: z.array(z.string()).optional(),
  remarks: z.object({ hash: z.string(), notes: z.string(), discoveries: z.array(z.string()) }).optional(),
  change: z.string().optional(),
  skippedReason: z.string().optional(),
  undone: z.literal(true).optional(),
});

const decisionWordSchema = z.enum(DECISION_WORDS);

const decisionSchema = z.object({
  decision: z.object({
    checkpoint: z.string(),
    digest: z.string(),
    decision: decisionWordSchema,
    by: z.string(),
    note: z.string().optional(),
    modifications: z.object({ stop_usd: z.number().optional() }).optional(),
    decision_id: z.string(),
  }),
  effect: z.enum(DECISION_EFFECTS),
  answer: z.string(),
  at: z.string(),
});

const checkpointSchema = z.object({
  checkpointId: z.string(),
  question: z.string(),
  digest: z.string(),
  shown: z.string(),
  allowed: z.array(decisionWordSchema),
  openedAt: z.string(),
  tasks: z.array(z.string()).optional(),
});

const escalationSchema = z.object({
  taskId: z.string(),
  reason: z.string(),
  channel: z.string().optional(),
  at: z.string(),
});

const problemSchema = z.object({
  rule: z.string(),
  message: z.string(),
  fix: z.string(),
  pointer: z.string(),
  place: z.object({ file: z.string(), line: z.number(), column: z.number() }).optional(),
});

const blockerSchema = z.object({
  type: z.enum(BLOCKER_TYPES),
  description: z.string(),
  affectedTasks: z.array(z.string()),
  resolutionRequired: z.string(),
  code: z.string().optional(),
  since: z.string().optional(),
});

const costSchema = z.object({
  spentUsd: z.number(),
  reservedUsd: z.number(),
  warnUsd: z.number(),
  stopUsd: z.number(),
  warnedAt: z.string().optional(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  modelCalls: z.number(),
  reusedAnswers: z.number(),
});

const componentSchema = z.object({
  id: z.string(),
  platform: z.enum(['n8n', 'code']),
  name: z.string(),
  n8nWorkflowId: z.string(),
  url: z.string().optional(),
  active: z.boolean(),
  nodes: z.number(),
  connections: z.number(),
  restorePoint: z.string().optional(),
  rollback: z.object({ outcome: z.enum(['under_way', 'restored', 'kept']), text: z.string() }).optional(),
});

export const viewSchema = z.object({
  schemaVersion: z.literal(1),
  workflowId: z.string(),
  runId: z.string(),
  earlierRunIds: z.array(z.string()).optional(),
  specId: z.string(),
  title: z.string(),
  version: z.string(),
  specificationHash: z.string(),
  environmentId: z.string(),
  environmentHash: z.string(),
  status: runStatusSchema,
  statusReason: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  reportMissing: z.string().optional(),
  refused: z.object({ code: z.string(), message: z.string(), problems: z.array(problemSchema) }).optional(),
  tasks: z.array(taskSchema),
  counts: z.record(taskStatusSchema, z.number()),
  blockers: z.array(blockerSchema),
  openCheckpoints: z.array(checkpointSchema),
  unanswered: z.array(checkpointSchema).optional(),
  escalations: z.array(escalationSchema).optional(),
  decisions: z.array(decisionSchema),
  cost: costSchema,
  components: z.array(componentSchema),
  simulated: z.object({ replayedAnswers: z.boolean(), standIns: z.array(z.string()) }),
});

type Mutual<One, Other> = [One, Other] extends [Other, One] ? true : false;

/** Without what may be left out, a field that only one of the two has would go unseen. */
type Filled<T> = T extends object ? { [Field in keyof T]-?: Filled<NonNullable<T[Field]>> } : T;

// These do not compile when schema and type part ways.
type Read = z.output<typeof viewSchema>;
true satisfies Mutual<Read, RunView>;
true satisfies Mutual<Filled<Read>, Filled<RunView>>;
