import { z } from 'zod';

/** What the model answers. Its words about itself are remarks and never change a status. */
export const answerSchema = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
  notes: z.string(),
  discoveries: z.array(
    z.strictObject({
      task_says: z.string(),
      reality: z.string(),
      evidence: z.string(),
      why_factual: z.string(),
    }),
  ),
  blockers: z.array(z.string()),
});

export type ModelAnswer = z.infer<typeof answerSchema>;

/** The same as JSON Schema, for `output_config.format`: closed objects only, without length limits, as the API wants. */
export function answerJsonSchema(): { [key: string]: unknown } {
  const { $schema: _, ...schema } = z.toJSONSchema(answerSchema);
  return schema;
}
