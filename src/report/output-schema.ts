import { z } from 'zod';
import { millwrightPartSchema } from './millwright-part.ts';

/** The phase format's words for how an implementation ended. */
export const OUTPUT_STATUSES = ['completed', 'completed_with_errors', 'aborted', 'blocked'] as const;
/** The phase format's words for how a task ended. */
export const OUTPUT_TASK_STATUSES = ['completed', 'failed', 'blocked', 'skipped'] as const;

const count = z.number().int().nonnegative();

const metadataSchema = z.strictObject({
  run_id: z.string(),
  phase: z.literal('phase_4_dev_orchestration'),
  /** ISO 8601; the end of the run, or the last thing known of one that is still open. */
  timestamp: z.string(),
  duration_minutes: count,
  /** Link to phase 3: the hash of the specification that was built. */
  specification_run_id: z.string(),
});

const executionSummarySchema = z.strictObject({
  status: z.enum(OUTPUT_STATUSES),
  total_tasks: count,
  tasks_completed: count,
  tasks_failed: count,
  tasks_blocked: count,
  tasks_skipped: count,
  /** Completed tasks in percent of all, rounded to one decimal. */
  success_rate: z.number().min(0).max(100),
});

const taskResultSchema = z.strictObject({
  task_id: z.string(),
  task_name: z.string(),
  status: z.enum(OUTPUT_TASK_STATUSES),
  duration_seconds: count,
  /** Location or reference; empty when the task left nothing behind. */
  output_artifact: z.string(),
  error: z.string().optional(),
});

const artifactsSchema = z.strictObject({
  workflow: z.strictObject({ location: z.string(), nodes_created: count, connections_created: count }),
  code_files: z.array(z.strictObject({ path: z.string(), purpose: z.string() })),
  configurations: z.array(z.strictObject({ name: z.string(), location: z.string() })),
});

const errorsAndBlockersSchema = z.strictObject({
  errors: z.array(
    z.strictObject({
      task_id: z.string(),
      /** A code of `docs/errors.md`. */
      error_type: z.string(),
      error_message: z.string(),
      resolution_attempted: z.string(),
      resolved: z.boolean(),
    }),
  ),
  blockers: z.array(
    z.strictObject({
      blocker_type: z.string(),
      description: z.string(),
      affected_tasks: z.array(z.string()),
      resolution_required: z.string(),
    }),
  ),
});

const phase5HandoffSchema = z.strictObject({
  proceed_recommendation: z.enum(['proceed', 'proceed_with_issues', 'blocked']),
  proceed_rationale: z.string(),
  ready_for_validation: z.boolean(),
  validation_scope: z.array(
    z.strictObject({ component: z.string(), testable: z.boolean(), reason_if_not: z.string() }),
  ),
  known_issues: z.array(
    z.strictObject({
      issue: z.string(),
      severity: z.enum(['high', 'medium', 'low']),
      affects_validation: z.boolean(),
    }),
  ),
  manual_verification_needed: z.array(z.string()),
});

/** The phase format's output, field by field, and one added object: `millwright`. */
export const implementationOutputSchema = z.strictObject({
  metadata: metadataSchema,
  execution_summary: executionSummarySchema,
  task_results: z.array(taskResultSchema),
  artifacts: artifactsSchema,
  errors_and_blockers: errorsAndBlockersSchema,
  phase_5_handoff: phase5HandoffSchema,
  millwright: millwrightPartSchema,
});

/** The file `implementation_output.json`: the phase format wraps the output in its name. */
export const implementationOutputFileSchema = z.strictObject({
  implementation_output: implementationOutputSchema,
});

export type ImplementationOutput = z.infer<typeof implementationOutputSchema>;
export type OutputStatus = (typeof OUTPUT_STATUSES)[number];
export type OutputTaskStatus = (typeof OUTPUT_TASK_STATUSES)[number];
export type TaskResult = z.infer<typeof taskResultSchema>;
export type OutputArtifacts = z.infer<typeof artifactsSchema>;
export type ErrorsAndBlockers = z.infer<typeof errorsAndBlockersSchema>;
export type Phase5Handoff = z.infer<typeof phase5HandoffSchema>;
export type KnownIssue = Phase5Handoff['known_issues'][number];
