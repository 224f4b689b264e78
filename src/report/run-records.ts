import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { MillwrightError } from '../errors.ts';
import type { RunReference } from '../protocol/run-reference.ts';
import type { RunView } from '../protocol/run.ts';
import { recordName, RECORDS, runRecordSchema, type RunRecord } from './run-record.ts';
import { viewSchema } from './view-schema.ts';

/** The records of ended runs in a store. They are read one at a time, because there may be thousands. */
export class RunRecords {
  readonly #artifacts: ArtifactStore;

  constructor(artifacts: ArtifactStore) {
    this.#artifacts = artifacts;
  }

  /**
   * The record of a run by any run id of its chain; without a run id that of the run which began last.
   * @throws MillwrightError `artifact_missing`, `artifact_corrupt`.
   */
  async find({ workflowId, runId }: RunReference): Promise<RunRecord | undefined> {
    const named = runId === undefined ? undefined : await this.#read(recordName(workflowId, runId));
    if (named) return named;
    let newest: RunRecord | undefined;
    for (const name of await this.#artifacts.listNames(`${RECORDS}/${workflowId}`)) {
      const record = await this.#read(name);
      // Below the same prefix stand the runs that this one has started.
      if (record?.workflowId !== workflowId) continue;
      if (runId !== undefined && record.runIds.includes(runId)) return record;
      if (runId === undefined && !(newest && newest.startedAt > record.startedAt)) newest = record;
    }
    return newest;
  }

  /** All records, the one begun last first, and the names of those that cannot be read. */
  async all(): Promise<{ records: RunRecord[]; unreadable: string[] }> {
    const records: RunRecord[] = [];
    const unreadable: string[] = [];
    for (const name of await this.#artifacts.listNames(RECORDS)) {
      const record = await this.#read(name).catch((error: unknown) => {
        if (!(error instanceof MillwrightError)) throw error;
        unreadable.push(name);
        return undefined;
      });
      if (record) records.push(record);
    }
    return { records: records.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)), unreadable };
  }

  /** @throws MillwrightError `artifact_missing`, `artifact_corrupt`. */
  async view(record: RunRecord): Promise<RunView> {
    return checked(viewSchema.safeParse(await this.#artifacts.getJson(record.view)), record.view);
  }

  async #read(name: string): Promise<RunRecord | undefined> {
    const hash = await this.#artifacts.getName(name);
    if (hash === undefined) return undefined;
    return checked(runRecordSchema.safeParse(await this.#artifacts.getJson(hash)), hash);
  }
}

function checked<Value>(
  parsed: { success: true; data: Value } | { success: false; error: Error },
  hash: string,
): Value {
  if (parsed.success) return parsed.data;
  throw new MillwrightError(
    'artifact_corrupt',
    `The stored document ${hash} is not valid for this version of Millwright.`,
    { cause: parsed.error },
  );
}
