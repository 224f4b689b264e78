import { z } from 'zod';

/**
 * Shapes of n8n's public API v1 (n8n 2.41). Keys we do not know are kept: a foreign node must survive our write. They are
 * held to n8n's own types by test/n8n/shapes-of-n8n.types.ts.
 */

const jsonObject = z.record(z.string(), z.json());

export const credentialReferenceSchema = z.looseObject({ id: z.string().nullable(), name: z.string() });

export const nodeSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  typeVersion: z.number(),
  position: z.tuple([z.number(), z.number()]),
  parameters: jsonObject,
  credentials: z.record(z.string(), credentialReferenceSchema).optional(),
  webhookId: z.string().optional(),
  notes: z.string().optional(),
  onError: z.string().optional(),
});

export const connectionTargetSchema = z.looseObject({
  node: z.string(),
  type: z.string(),
  index: z.number(),
});

/** `connections[from][type][output]` is a list of targets, or null for an output without any. */
export const connectionsSchema = z.record(
  z.string(),
  z.record(z.string(), z.array(z.array(connectionTargetSchema).nullable())),
);

export const workflowSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  active: z.boolean(),
  isArchived: z.boolean().default(false),
  versionId: z.string(),
  /** Goes up with every save of nodes or settings (n8n 2.41). */
  versionCounter: z.number().optional(),
  activeVersionId: z.string().nullish(),
  /** What is live, while the draft may differ (n8n 2.41). */
  activeVersion: z.looseObject({ nodes: z.array(nodeSchema), connections: connectionsSchema }).nullish(),
  createdAt: z.string(),
  nodes: z.array(nodeSchema),
  connections: connectionsSchema,
  settings: jsonObject.default({}),
});

export const workflowPageSchema = z.object({
  data: z.array(
    workflowSchema.pick({ id: true, name: true, active: true, isArchived: true, createdAt: true }),
  ),
  nextCursor: z.string().nullish(),
});

export const credentialSchema = z.object({ id: z.string(), name: z.string(), type: z.string() });

export const credentialPageSchema = z.object({
  data: z.array(credentialSchema),
  nextCursor: z.string().nullish(),
});

export const EXECUTION_STATES = [
  'new',
  'running',
  'waiting',
  'success',
  'error',
  'crashed',
  'canceled',
  'unknown',
] as const;

export const nodeRunSchema = z.object({
  executionStatus: z.string().optional(),
  error: z.looseObject({ message: z.string().optional() }).nullish(),
  source: z
    .array(z.object({ previousNode: z.string(), previousNodeOutput: z.number().optional() }).nullable())
    .default([]),
  data: z
    .object({ main: z.array(z.array(z.looseObject({ json: z.json() })).nullable()).optional() })
    .optional(),
});

export const executionSummarySchema = z.object({
  id: z.coerce.string(),
  status: z.enum(EXECUTION_STATES),
  workflowId: z.coerce.string(),
  /** `manual` when a person tried it in the editor. */
  mode: z.string().optional(),
});

export const executionPageSchema = z.object({ data: z.array(executionSummarySchema) });

export const executionSchema = executionSummarySchema.extend({
  data: z
    .object({
      resumeToken: z.string().optional(),
      resultData: z.object({
        runData: z.record(z.string(), z.array(nodeRunSchema)).default({}),
        lastNodeExecuted: z.string().optional(),
        error: z.looseObject({ message: z.string().optional() }).nullish(),
      }),
    })
    .optional(),
});

export type NodeRunAnswer = z.infer<typeof nodeRunSchema>;
export type N8nNode = z.infer<typeof nodeSchema>;
export type N8nConnections = z.infer<typeof connectionsSchema>;
export type StoredWorkflow = z.infer<typeof workflowSchema>;
export type WorkflowSummary = z.infer<typeof workflowPageSchema>['data'][number];
export type CredentialSummary = z.infer<typeof credentialSchema>;
export type ExecutionState = (typeof EXECUTION_STATES)[number];
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;
export type ExecutionAnswer = z.infer<typeof executionSchema>;

/** What a create or PUT takes: a full replacement of these four. */
export interface WorkflowDocument {
  name: string;
  nodes: N8nNode[];
  connections: N8nConnections;
  settings: Record<string, z.infer<ReturnType<typeof z.json>>>;
}
