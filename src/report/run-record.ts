import { z } from 'zod';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { RunView } from '../protocol/run.ts';
import { redactJson } from './redaction.ts';
import { runStatusSchema } from './view-schema.ts';

/**
 * What stays of a run when it has ended (docs/decisions/run-record.md): how it ended, and artifacts with all the rest.
 * Decisions, evidence, restore points, answers and costs stand in the view.
 */
export const runRecordSchema = z.object({
  schemaVersion: z.literal(1),
  workflowId: z.string(),
  /** The runs of the chain, oldest first. */
  runIds: z.array(z.string()).min(1),
  specId: z.string(),
  title: z.string(),
  version: z.string(),
  environmentId: z.string(),
  status: runStatusSchema,
  startedAt: z.string(),
  endedAt: z.string(),
  /** Hashes of artifacts. */
  view: z.string(),
  plan: z.string(),
  specification: z.string(),
  environment: z.string(),
  report: z.string(),
  output: z.string(),
});

export type RunRecord = z.output<typeof runRecordSchema>;

/** Below it stand the names of all records. */
export const RECORDS = 'runs';

/** What a record is made from. */
export interface RecordParts {
  view: RunView;
  planHash: string;
  reportHash: string;
  outputHash: string;
}

/**
 * Stores the record of an ended run under `runs/<workflow id>/<first run id>`. The same parts give the same record.
 * @returns false when there was one, and it was to be kept.
 */
export async function storeRunRecord(
  { artifacts, secrets }: { artifacts: ArtifactStore; secrets: readonly string[] },
  { view, planHash, reportHash, outputHash }: RecordParts,
  { onlyIfAbsent = false }: { onlyIfAbsent?: boolean } = {},
): Promise<boolean> {
  const { workflowId, earlierRunIds = [], runId, startedAt } = view;
  const runIds = [...earlierRunIds, runId];
  const record: RunRecord = {
    schemaVersion: 1,
    workflowId,
    runIds,
    specId: view.specId,
    title: view.title,
    version: view.version,
    environmentId: view.environmentId,
    status: view.status,
    startedAt,
    endedAt: view.endedAt ?? startedAt,
    view: await artifacts.putJson(withoutSecrets(view, secrets)),
    plan: planHash,
    specification: view.specificationHash,
    environment: view.environmentHash,
    report: reportHash,
    output: outputHash,
  };
  const name = recordName(workflowId, runIds[0] ?? runId);
  return artifacts.setName(name, await artifacts.putJson(record), { onlyIfAbsent });
}

export function recordName(workflowId: string, firstRunId: string): string {
  return `${RECORDS}/${workflowId}/${firstRunId}`;
}

function withoutSecrets(view: RunView, secrets: readonly string[]): JsonValue {
  const plain: JsonValue = JSON.parse(JSON.stringify(view));
  return redactJson(plain, secrets);
}
