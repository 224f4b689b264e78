import type { Client } from '@temporalio/client';
import { RUN_WORKFLOW } from '../../protocol/names.ts';
import type { RunStatus } from '../../protocol/run.ts';
import type { RunRecord } from '../../report/run-record.ts';
import { RunWords } from './run-words.ts';
import { stuckWorkflows } from './stuck.ts';

/** One row of `millwright list`. */
export type ListedRun = {
  /** What names it on the command line. */
  run: string;
  workflowId: string;
  runId: string;
  startedAt: string;
  closedAt?: string;
  status: RunStatus;
} &
  /** `stuck`: what the workers say that fail at it, where it stands still. */
  (
    | { knownTo: 'temporal'; temporalStatus: string; stuck?: string }
    /** Its history is gone: only its record is left. */
    | { knownTo: 'store' }
  );

/** Runs that Temporal knows, and ended ones of which only the record is left; the one begun last first. */
export async function listRuns(client: Client, records: readonly RunRecord[]): Promise<ListedRun[]> {
  const inTemporal = await runsInTemporal(client, records);
  const known = new Set(inTemporal.map(({ runId }) => runId));
  const onlyKept = records.filter(({ runIds }) => !runIds.some((runId) => known.has(runId))).map(keptRun);
  const rows = [...inTemporal, ...onlyKept].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const named = new Set<string>();
  // The workflow id alone names the newest of its runs.
  return rows.map((row) => {
    if (named.has(row.workflowId)) return row;
    named.add(row.workflowId);
    return { ...row, run: row.workflowId };
  });
}

/** Of a run that was handed over only the newest of its chain. */
const RUNS = `WorkflowType = '${RUN_WORKFLOW}' AND ExecutionStatus != 'ContinuedAsNew'`;

async function runsInTemporal(client: Client, records: readonly RunRecord[]): Promise<ListedRun[]> {
  const stuck = new Map((await stuckWorkflows(client)).map(({ runId, reason }) => [runId, reason]));
  const words = new RunWords(client, records);
  const rows: ListedRun[] = [];
  for await (const run of client.workflow.list({ query: RUNS })) {
    const { workflowId, runId, startTime, closeTime, status } = run;
    const reason = stuck.get(runId);
    rows.push({
      run: `${workflowId}/${runId}`,
      workflowId,
      runId,
      startedAt: startTime.toISOString(),
      ...(closeTime && { closedAt: closeTime.toISOString() }),
      status: await words.of(run, reason !== undefined),
      knownTo: 'temporal',
      temporalStatus: status.name,
      ...(reason !== undefined && { stuck: reason }),
    });
  }
  return rows;
}

function keptRun({ workflowId, runIds, startedAt, endedAt, status }: RunRecord): ListedRun {
  const runId = runIds.at(-1) ?? '';
  return {
    run: `${workflowId}/${runId}`,
    workflowId,
    runId,
    startedAt,
    closedAt: endedAt,
    knownTo: 'store',
    status,
  };
}
