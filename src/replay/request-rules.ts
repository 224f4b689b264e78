import { z } from 'zod';
import { findSchemaObjection } from './schema-rules.ts';

/** API version `2026-10-21`; the version of the SDK that is installed. */
export const API_VERSION = '2026-10-21';

const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  cache_control: cacheControl.optional(),
});
const content = z.union([z.string().min(1), z.array(textBlock).min(1)]);

/** What our product may send. Narrower than the API, so that whatever passes here is accepted there. */
const requestSchema = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.number().int().min(1).max(128_000),
  stream: z.boolean().optional(),
  system: content.optional(),
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.json()) })
        .optional(),
    })
    .optional(),
  thinking: z.strictObject({ type: z.string(), display: z.string().optional() }).optional(),
  tool_choice: z.strictObject({ type: z.string() }).optional(),
});

type Request = z.infer<typeof requestSchema>;

/** Models that always think and take no forced tool (models overview, October 2026). */
const ALWAYS_THINKING = /^claude-(opus|sonnet)-5-5$/;
const MAX_CACHE_MARKERS = 4;

/** Why the real API would refuse this request body with 400, or nothing. */
export function findRequestObjection(body: unknown): string | undefined {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const request = parsed.data;
  if (request.messages[0]?.role !== 'user') return 'messages: the first message must be of role user';
  if (request.messages.at(-1)?.role !== 'user') return 'messages: prefilling the answer is not supported';
  if (cacheMarkers(request) > MAX_CACHE_MARKERS)
    return `at most ${MAX_CACHE_MARKERS} blocks may have cache_control`;
  return findThinkingObjection(request) ?? findSchemaObjection(request.output_config?.format?.schema);
}

function findThinkingObjection({ model, thinking, tool_choice: choice }: Request): string | undefined {
  if (!ALWAYS_THINKING.test(model)) return undefined;
  if (thinking?.type === 'disabled' || thinking?.type === 'enabled')
    return `thinking.type ${thinking.type} is not supported by ${model}`;
  if (choice?.type === 'any' || choice?.type === 'tool')
    return `tool_choice ${choice.type} is not supported by ${model}`;
  return undefined;
}

function cacheMarkers({ system, messages }: Request): number {
  const blocks = [system, ...messages.map((message) => message.content)].flatMap((each) =>
    Array.isArray(each) ? each : [],
  );
  return blocks.filter((block) => block.cache_control !== undefined).length;
}
