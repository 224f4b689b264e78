import { z } from 'zod';
import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import { nodeSchema } from '../client/wire.ts';

const appliedTaskSchema = z.object({
  taskId: z.string(),
  specificationHash: z.string(),
  environmentHash: z.string(),
  codeHash: z.string().optional(),
});

const edgeSchema = z.object({
  from: z.string(),
  fromType: z.string(),
  output: z.number(),
  to: z.string(),
  toType: z.string(),
  input: z.number(),
});

/**
 * What we wrote last and read back: the base of the comparison that tells a person's edit from our own change.
 * The whole workflow is kept, and which parts of it are ours.
 */
const lastAppliedSchema = z.object({
  schemaVersion: z.literal(1),
  tasks: z.array(appliedTaskSchema),
  /** Node id or edge key → task id. */
  owners: z.record(z.string(), z.string()),
  workflow: z.object({
    name: z.string(),
    settings: z.record(z.string(), z.json()),
    nodes: z.array(nodeSchema),
    edges: z.array(edgeSchema),
  }),
  /** Where our layout put each of our nodes; a node that stands elsewhere was moved by a person. */
  positions: z.record(z.string(), z.tuple([z.number(), z.number()])),
  /** The whole workflow as n8n had it before the last write; absent when it was not there. */
  snapshotHash: z.string().optional(),
});

export type LastApplied = z.infer<typeof lastAppliedSchema>;

export async function readLastApplied(
  artifacts: ArtifactStore,
  hash: string | undefined,
): Promise<LastApplied | undefined> {
  return hash === undefined ? undefined : lastAppliedSchema.parse(await artifacts.getJson(hash));
}
