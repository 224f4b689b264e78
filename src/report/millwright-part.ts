import { z } from 'zod';
import { GAP_MARKS } from '../protocol/evidence.ts';

const count = z.number().int().nonnegative();
const usd = z.number().nonnegative();

const evidenceSchema = z.strictObject({
  passed: z.boolean(),
  summary: z.string(),
  sha256: z.string(),
  /** What it leaves open although it passed; absent when there is nothing. */
  gaps: z.array(z.strictObject({ mark: z.enum(GAP_MARKS), text: z.string() })).optional(),
});

const taskDetailSchema = z.strictObject({
  task_id: z.string(),
  action_type: z.string(),
  platform: z.string(),
  component: z.string().nullable(),
  /** Millwright's own status word. */
  status: z.string(),
  critical: z.boolean(),
  depends_on: z.array(z.string()),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  repair_rounds: count,
  cost_usd: usd,
  input_tokens: count,
  output_tokens: count,
  model_calls: count,
  change: z.string().nullable(),
  /** What the model said beside its code, which nothing checks; null when it said nothing. */
  remarks: z
    .strictObject({ notes: z.string(), discoveries: z.array(z.string()), sha256: z.string() })
    .nullable(),
  code_sha256: z.string().nullable(),
  evidence: evidenceSchema.nullable(),
  /** Evidence of earlier rounds, oldest first. */
  earlier_evidence: z.array(evidenceSchema),
  /** What to do about the task's error; null without one. */
  fix: z.string().nullable(),
});

const decisionSchema = z.strictObject({
  at: z.string(),
  by: z.string(),
  checkpoint: z.string(),
  decision: z.string(),
  note: z.string().nullable(),
  /** Digest of what the person was shown. */
  digest: z.string(),
  effect: z.string(),
  answer: z.string(),
});

const inventoryItemSchema = z.strictObject({
  kind: z.enum(['node', 'gate', 'connection', 'file', 'configuration']),
  name: z.string(),
  component: z.string().nullable(),
  owner_task: z.string().nullable(),
  /** True when the owner task completed with passing evidence. */
  verified: z.boolean(),
});

const componentSchema = z.strictObject({
  component_id: z.string(),
  platform: z.string(),
  name: z.string(),
  n8n_workflow_id: z.string().nullable(),
  url: z.string().nullable(),
  active: z.boolean(),
  nodes: count,
  connections: count,
  /** What became of putting it back as it was before the run; null when that was not to be done. */
  rollback: z
    .strictObject({ outcome: z.enum(['under_way', 'restored', 'kept']), text: z.string() })
    .nullable(),
});

/** What the phase format has no field for; everything of it stands in this one object. */
export const millwrightPartSchema = z.strictObject({
  schema_version: z.literal(1),
  title: z.string(),
  spec_id: z.string(),
  version: z.string(),
  workflow_id: z.string(),
  environment_id: z.string(),
  specification_sha256: z.string(),
  environment_sha256: z.string(),
  /** Millwright's own status word. */
  run_status: z.string(),
  status_reason: z.string(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  duration_seconds: count,
  simulated: z.strictObject({ replayed_answers: z.boolean(), stand_ins: z.array(z.string()) }),
  cost: z.strictObject({
    spent_usd: usd,
    reserved_usd: usd,
    warn_usd: usd,
    stop_usd: usd,
    /** When as much was spent as `warn_usd`; null when it was not. */
    warned_at: z.string().nullable(),
    input_tokens: count,
    output_tokens: count,
    model_calls: count,
    reused_answers: count,
  }),
  components: z.array(componentSchema),
  tasks: z.array(taskDetailSchema),
  decisions: z.array(decisionSchema),
  /** Questions to which nobody had an answer when the run ended. */
  open_questions: z.array(
    z.strictObject({ checkpoint: z.string(), question: z.string(), asked_at: z.string() }),
  ),
  inventory: z.strictObject({
    /** False when the specification was not at hand: nodes and connections are then known by number only. */
    complete: z.boolean(),
    items: z.array(inventoryItemSchema),
  }),
});

export type MillwrightPart = z.infer<typeof millwrightPartSchema>;
export type TaskDetail = MillwrightPart['tasks'][number];
export type InventoryItem = MillwrightPart['inventory']['items'][number];
