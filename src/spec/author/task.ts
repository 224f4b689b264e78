import * as z from 'zod';
import { ACTION_TYPES, PLATFORMS } from '../model.ts';
import { acceptanceCheck } from './acceptance-check.ts';
import { codeInstructions } from './code-instructions.ts';
import { identifier, label, text } from './fields.ts';
import { integrationInstructions } from './integration.ts';
import { n8nInstructions } from './n8n-instructions.ts';
import {
  activationInstructions,
  checkpointInstructions,
  gateInstructions,
  webhookInstructions,
} from './step-instructions.ts';

const taskIds = z.array(identifier).max(5000).default([]);

const ifBlocked = z
  .strictObject({
    wait_minutes: z.int().min(0).max(43_200).default(60).describe('Minutes before the policy applies.'),
    then: z.enum(['escalate', 'skip_with_flag', 'abort']).default('escalate').describe('The policy.'),
    escalation_channel: label
      .optional()
      .describe('Who is to be told; `channels` of the environment file may map it.'),
  })
  .meta({ id: 'if_blocked', title: 'if-blocked policy' });

/** The phase format's `executable_task`: one concern, proven by one acceptance check. */
export const task = z
  .strictObject({
    task_id: identifier.describe('The name by which other tasks refer to this one; no UUID.'),
    task_name: label.optional().describe('Title that people see; made from the `task_id` when left out.'),
    purpose: text.describe('Why this task exists, in one or two sentences.'),
    dependencies_completed: taskIds.describe('Tasks that must be completed first.'),
    can_run_parallel_with: taskIds.describe(
      'A remark for readers: what does not depend on another runs in parallel anyway.',
    ),
    must_not_run_with: taskIds.describe('Never at the same time as these tasks.'),
    action_type: z.enum(ACTION_TYPES).describe('What kind of step this is.'),
    platform: z
      .enum(PLATFORMS)
      .optional()
      .describe(
        'Follows from the component or the action type. `manual`: a person does the work and says so.',
      ),
    component: identifier
      .optional()
      .describe(
        'What the task builds or touches. Not needed where the specification has just one n8n component and the step is one of n8n.',
      ),
    critical: z
      .boolean()
      .default(false)
      .describe('Nothing is activated unless this task is completed; it cannot be skipped.'),
    priority: z
      .int()
      .min(-1000)
      .max(1000)
      .default(0)
      .describe('Higher goes first among tasks that are ready.'),
    estimated_minutes: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .describe('How long it may take, for the plan.'),
    repair_rounds: z
      .int()
      .min(0)
      .max(3)
      .optional()
      .describe(
        'Further attempts after a failed check. Without it 2 where a model writes the code, and none elsewhere: there the step is done and checked again only where this is written, and not after the same failure twice.',
      ),
    on_failure: z
      .enum(['keep', 'rollback'])
      .default('keep')
      .describe(
        'What happens when this task fails: `rollback` puts the n8n workflow of its component back as it was before the run, whatever the settings say.',
      ),
    n8n_instructions: n8nInstructions.optional().describe('Nodes and edges of the workflow.'),
    webhook_instructions: webhookInstructions.optional().describe('For `setup_webhook`.'),
    gate_instructions: gateInstructions
      .optional()
      .describe('For `configure_gate`: an approval inside the built automation.'),
    code_instructions: codeInstructions.optional().describe('For `write_transform`.'),
    integration_instructions: integrationInstructions
      .optional()
      .describe('For `test_integration`: a probe of a service.'),
    checkpoint_instructions: checkpointInstructions
      .optional()
      .describe('For `human_checkpoint`: a question before the run goes on.'),
    activation_instructions: activationInstructions
      .optional()
      .describe('For `activate_workflow`: how its first execution is seen.'),
    acceptance_check: acceptanceCheck
      .optional()
      .describe(
        'How to know that it is done. Not needed where the action type says it all ("the node is there, as specified").',
      ),
    if_blocked: ifBlocked
      .optional()
      .describe(
        'What happens when the task waits for too long, for a service or for a person. Left out: services are waited for an hour, people for ever.',
      ),
  })
  .meta({ id: 'task', title: 'task' });

export type AuthorTask = z.output<typeof task>;
