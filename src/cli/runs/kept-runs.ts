import { existsSync } from 'node:fs';
import { LocalArtifactStore } from '../../artifacts/local-store.ts';
import { MillwrightError } from '../../errors.ts';
import { packPlan } from '../../plan/packed-plan.ts';
import type { CompactPlan } from '../../protocol/plan.ts';
import type { RunReference } from '../../protocol/run-reference.ts';
import type { RunView } from '../../protocol/run.ts';
import { storeRunRecord, type RunRecord } from '../../report/run-record.ts';
import { RunRecords } from '../../report/run-records.ts';
import { makeReport, storeReport, type Report } from '../../report/write-report.ts';
import type { DataFolder } from '../../services/data-folder.ts';

/** A run that has ended: its last state, and its report when that is asked for. */
export interface EndedRun {
  view: RunView;
  report(kind: keyof Report): Promise<string>;
}

/** The ended runs in the store of this machine's data folder. */
export class KeptRuns {
  /** Where it looks, for messages. */
  readonly folder: string;
  readonly #artifacts: LocalArtifactStore;
  readonly #records: RunRecords;

  constructor({ artifacts }: Pick<DataFolder, 'artifacts'>) {
    this.folder = artifacts;
    this.#artifacts = new LocalArtifactStore(artifacts);
    this.#records = new RunRecords(this.#artifacts);
  }

  async find(reference: RunReference): Promise<EndedRun | undefined> {
    const record = await this.#records.find(reference);
    if (record === undefined) return undefined;
    const hashes = { json: record.output, markdown: record.report };
    const view = await this.#records.view(record);
    return {
      view,
      // The view says all that the report does: where that is not there, it is made anew.
      report: async (kind) =>
        (await this.#artifacts.has(hashes[kind]))
          ? this.#artifacts.getText(hashes[kind])
          : (await this.#make(view))[kind],
    };
  }

  /** @throws MillwrightError `artifact_missing` when the run's worker keeps it elsewhere. */
  code(hash: string): Promise<string> {
    return this.#artifacts.getText(hash);
  }

  all(): Promise<{ records: RunRecord[]; unreadable: string[] }> {
    return this.#records.all();
  }

  /** Makes the report, and the record, of a run that could not do it itself or did it elsewhere, from its history. */
  async keep(view: RunView, plan: CompactPlan | undefined): Promise<EndedRun> {
    const report = await this.#make(view);
    // A look at somebody's run makes no data folder where there is none.
    if (existsSync(this.folder)) await this.#store(view, plan, report);
    return { view, report: async (kind) => report[kind] };
  }

  #make(view: RunView): Promise<Report> {
    return makeReport({ artifacts: this.#artifacts, secrets: secretsOfThisShell() }, view);
  }

  async #store(view: RunView, plan: CompactPlan | undefined, report: Report): Promise<void> {
    const artifacts = this.#artifacts;
    try {
      const hashes = {
        ...(await storeReport(artifacts, report)),
        planHash: plan === undefined ? '' : await artifacts.putJson(packPlan(plan)),
      };
      const place = { artifacts, secrets: secretsOfThisShell() };
      await storeRunRecord(place, { view, ...hashes }, { onlyIfAbsent: true });
    } catch (error) {
      // Who may only read here is told all the same.
      if (!(error instanceof MillwrightError && error.code === 'workspace_unwritable')) throw error;
    }
  }
}

function secretsOfThisShell(): string[] {
  return [process.env['ANTHROPIC_API_KEY'] ?? ''];
}
