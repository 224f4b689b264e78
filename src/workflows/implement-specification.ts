import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunInput, RunResult } from '../protocol/run.ts';
import { carry, type CarriedRun } from '../run/carried-run.ts';
import { runStatus } from '../run/ending.ts';
import type { Run } from '../run/run-state.ts';
import { viewOf } from '../run/view.ts';
import { activities } from './activity-proxies.ts';
import { begin, type ContinuedRun } from './begin.ts';
import { drive } from './drive.ts';
import { endRefused } from './end-refused.ts';
import { openInbox } from './inbox.ts';
import { runActivity } from './run-activity.ts';
import { rollBack } from './roll-back.ts';
import { RunDisplay } from './run-display.ts';

/**
 * One run of a specification. The workflow decides nothing itself: the state machine in `src/run/` says what
 * is to be done, `drive` does it and tells the machine what came of it.
 * @throws ApplicationFailure `SpecificationRejected` at the start; `RunFailed` or `RunAborted`; each after the report is
 *   written, so that Temporal shows how the run ended.
 */
export async function implementSpecification(input: RunInput | ContinuedRun): Promise<RunResult> {
  const inbox = openInbox();
  const begun = await begin(input, inbox);
  if ('refusal' in begun) return endRefused(begun.refusal, input, inbox);
  const { run, planHash } = begun;
  inbox.deliverTo(run);
  const display = new RunDisplay(run);
  const end = await drive(run, inbox, display);
  if (end === 'hand_over')
    await continueAsNew<typeof implementSpecification>({ continued: handOver(run, planHash) });
  const result = await CancellationScope.nonCancellable(async () => {
    await rollBack(run);
    return finish(run, planHash, display);
  });
  if (end === 'cancelled') throw new CancelledFailure('The run was cancelled.');
  return conclude(run, result);
}

function handOver(run: Run, planHash: string): CarriedRun {
  const earlierRunIds = [...(run.state.earlierRunIds ?? []), workflowInfo().runId];
  return { ...carry(run, planHash), earlierRunIds };
}

/**
 * Every ending has a report. Who asks meanwhile hears that the run has ended only when its report is there, or
 * could not be written.
 */
async function finish(run: Run, planHash: string, display: RunDisplay): Promise<RunResult> {
  const endedAtMs = Date.now();
  const view = viewOf({ ...run, state: { ...run.state, endedAtMs } }, workflowInfo());
  display.refresh();
  const options = { summary: 'Write the report' };
  const written = await runActivity(() =>
    activities.writeReport.executeWithOptions(options, [{ view, planHash }]),
  );
  run.state.endedAtMs = endedAtMs;
  if (!written.ok && !patched('a run ends as it ended though its report could not be written'))
    throw ApplicationFailure.nonRetryable(written.message, written.code);
  if (!written.ok) run.state.reportMissing = written.message;
  display.showEnd();
  return {
    status: view.status,
    ...(written.ok ? { report: written.value } : { reportMissing: written.message }),
  };
}

function conclude(run: Run, result: RunResult): RunResult {
  const status = runStatus(run);
  if (status === 'failed')
    throw ApplicationFailure.nonRetryable(
      'A critical task did not complete; see the report.',
      'RunFailed',
      result,
    );
  if (status === 'aborted')
    throw ApplicationFailure.nonRetryable(
      `Aborted by ${run.state.aborted?.by ?? 'nobody'}.`,
      'RunAborted',
      result,
    );
  return result;
}
