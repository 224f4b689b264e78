import { z } from 'zod';
import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import { TASK_KINDS, type PackedPlan, type PackedTask } from '../protocol/plan.ts';
import { MillwrightError } from '../errors.ts';

/** Every part is checked: the file may have been written by another version. */
const taskFields = {
  id: z.string(),
  title: z.string().optional(),
  kind: z.enum(TASK_KINDS),
  actionType: z.string(),
  platform: z.string().optional(),
  component: z.string().optional(),
  n8nComponent: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  excludes: z.array(z.string()).optional(),
  critical: z.boolean().optional(),
  verifiedByPerson: z.literal(true).optional(),
  priority: z.number().optional(),
  repairRounds: z.number().optional(),
  worstCaseUsd: z.number().optional(),
  estimatedMinutes: z.number().optional(),
  onFailure: z.literal('rollback').optional(),
  ifBlocked: z
    .object({
      waitMinutes: z.number(),
      then: z.enum(['escalate', 'skip_with_flag', 'abort']),
      channel: z.string().optional(),
      written: z.literal(true).optional(),
    })
    .optional(),
} satisfies Record<keyof PackedTask, z.ZodType>;

const planSchema: z.ZodType<PackedPlan> = z.strictObject({
  schemaVersion: z.literal(1),
  specId: z.string(),
  title: z.string(),
  version: z.string(),
  specificationHash: z.string(),
  environmentId: z.string(),
  environmentHash: z.string(),
  n8nInstance: z.string(),
  n8nUrl: z.string().optional(),
  maxParallel: z.number(),
  onFailure: z.literal('rollback').optional(),
  budget: z.object({ warnUsd: z.number(), stopUsd: z.number() }),
  components: z.array(
    z.object({
      id: z.string(),
      platform: z.enum(['n8n', 'code']),
      name: z.string(),
      n8nWorkflowId: z.string(),
    }),
  ),
  tasks: z.array(z.strictObject(taskFields)),
  replayedAnswers: z.boolean(),
  standIns: z.array(z.string()),
  searchAttributesRegistered: z.boolean(),
  rules: z.literal(2).optional(),
});

/** The plan of a run, for the next run of its chain. */
export async function loadPlan(
  { artifacts }: { artifacts: ArtifactStore },
  { planHash }: { planHash: ArtifactHash },
): Promise<PackedPlan> {
  const parsed = planSchema.safeParse(await artifacts.getJson(planHash));
  if (parsed.success) return parsed.data;
  throw new MillwrightError(
    'artifact_corrupt',
    `The stored plan ${planHash} is not valid for this version of Millwright.`,
  );
}
