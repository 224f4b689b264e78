import { z } from 'zod';
import { CHECK_TYPES } from '../spec/model.ts';
import { GAP_MARKS } from '../protocol/evidence.ts';
import type { Evidence } from './evidence.ts';

const observation = z.object({
  name: z.string(),
  passed: z.boolean(),
  expected: z.string(),
  actual: z.string(),
  hidden: z.boolean().optional(),
});

/** Reads evidence back from the store. */
export const evidenceSchema: z.ZodType<Evidence> = z.object({
  taskId: z.string(),
  checkType: z.enum(CHECK_TYPES),
  round: z.number(),
  passed: z.boolean(),
  summary: z.string(),
  ran: z.string(),
  observations: z.array(observation),
  subjectHash: z.string().optional(),
  action: z.enum(['skip', 'abort', 'escalate']).optional(),
  simulated: z.array(z.string()),
  gaps: z.array(z.object({ mark: z.enum(GAP_MARKS), text: z.string() })).optional(),
  at: z.string(),
});
