import * as z from 'zod';
import { languageVersion } from '../language-version.ts';
import { component } from './component.ts';
import { dataSchema } from './data-schema.ts';
import { identifier, json, label, scalar, text } from './fields.ts';
import { integration } from './integration.ts';
import { task } from './task.ts';

/** Most tasks that one specification may have. */
const MAX_TASKS = 5000;

const settings = z
  .strictObject({
    max_parallel: z
      .int()
      .min(1)
      .max(100)
      .default(4)
      .describe('Most tasks at the same time; 1 runs them one by one.'),
    budget: z
      .strictObject({
        warn_usd: z
          .number()
          .min(0)
          .default(10)
          .describe('Spending at which a warning is shown, in US dollars.'),
        stop_usd: z.number().min(0).default(50).describe('Spending that is never passed, in US dollars.'),
      })
      .prefault({})
      .meta({ id: 'budget', title: 'budget' })
      .describe('Limits of what the model may cost.'),
    model: label.default('claude-opus-5-5').describe('Model that writes code.'),
    on_failure: z
      .enum(['keep', 'rollback'])
      .default('keep')
      .describe(
        'What happens in n8n when the run is aborted, cancelled, or a critical task fails: `keep` leaves what was built, inactive unless it was live, and says so in the report; `rollback` puts every workflow back as it was before the run.',
      ),
    timezone: label.optional().describe('Time zone of the n8n workflows, e.g. `Europe/Zurich`.'),
  })
  .prefault({})
  .meta({ id: 'settings', title: 'settings' });

const confirmation = z
  .strictObject({
    item: text.describe('What a person must confirm.'),
    confirmed: z.boolean().default(false).describe('Whether it is confirmed.'),
  })
  .meta({ id: 'confirmation', title: 'confirmation' });

/** Its shape only: whether the run may proceed is judged by the readiness rules. */
const handoff = z
  .strictObject({
    proceed_recommendation: z
      .enum(['proceed', 'proceed_with_blockers', 'proceed_with_confirmation', 'escalate'])
      .describe('Recommendation of the phase that wrote the specification.'),
    implementation_ready: z.boolean().describe('Whether it considers the specification complete.'),
    blocking_items: z.array(text).max(500).default([]).describe('What stands in the way.'),
    human_confirmations_needed: z
      .array(z.union([text, confirmation]))
      .max(500)
      .default([])
      .describe('What a person must confirm; plain text means: not yet confirmed.'),
  })
  .meta({ id: 'phase_4_handoff', title: 'phase 4 handoff' });

/** The author's form of a specification; `normalise.ts` makes the normal form of it. */
export const authorSpecification = z
  .strictObject({
    $schema: z.string().optional().describe('For editors; not read.'),
    millwright: languageVersion,
    spec_id: identifier.describe(
      'Names the specification for ever: runs and n8n objects are identified by it.',
    ),
    title: label.optional().describe('Title that people see; made from the `spec_id` when left out.'),
    version: label.default('1.0.0').describe('Version of the specification, as text.'),
    description: z.string().max(20_000).default('').describe('What the automation does, for people.'),
    parameters: z
      .record(identifier, scalar)
      .default({})
      .describe(
        'Values that the environment file may replace; used as `${parameters.name}` in any text of a task.',
      ),
    components: z.array(component).max(500).default([]).describe('What is built.'),
    schemas: z
      .record(identifier, dataSchema)
      .default({})
      .describe('JSON Schemas of the data that passes through, by name.'),
    integrations: z.array(integration).max(500).default([]).describe('Outside services.'),
    resolved_decisions: z
      .array(json)
      .max(1000)
      .default([])
      .describe('Decisions taken before, kept for the record and for prompts.'),
    settings: settings.describe('How the run goes about it.'),
    implementation: z
      .strictObject({
        task_summary: z
          .array(task)
          .min(1)
          .max(MAX_TASKS)
          .describe('The tasks, in the order in which people read them.'),
      })
      .meta({ id: 'implementation', title: 'implementation' })
      .describe('What is done.'),
    phase_4_handoff: handoff
      .optional()
      .describe('Recommendation of the phase that wrote the specification, if one did.'),
  })
  .meta({ id: 'specification', title: 'specification' });

export type AuthorSpecification = z.output<typeof authorSpecification>;
