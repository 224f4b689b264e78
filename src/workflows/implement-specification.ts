import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import type { Problem } from '../protocol/problem.ts';
import { unpackPlan } from '../plan/packed-plan.ts';
import type { RunInput, RunResult } from '../protocol/run.ts';
import { carry, earlierRunIds, resume, type CarriedRun } from '../run/carried-run.ts';
import { runStatus } from '../run/ending.ts';
import { createRun } from '../run/create-run.ts';
import type { Run } from '../run/run-state.ts';
import { viewOf } from '../run/view.ts';
import { activities } from './activity-proxies.ts';
import { drive } from './drive.ts';
import { openInbox } from './inbox.ts';
import { runActivity } from './run-activity.ts';
import { rollBack } from './roll-back.ts';
import { RunDisplay } from './run-display.ts';

/** Carried over by continue-as-new in place of the documents. */
export interface ContinuedRun {
  continued: CarriedRun;
}

/**
 * One run of a specification. The workflow decides nothing itself: the state machine in `src/run/` says what
 * is to be done, `drive` does it and tells the machine what came of it.
 * @throws ApplicationFailure `SpecificationRejected` at the start; `RunFailed` or `RunAborted` after the report is
 *   written, so that Temporal shows how the run ended.
 */
export async function implementSpecification(input: RunInput | ContinuedRun): Promise<RunResult> {
  const inbox = openInbox();
  const { run, planHash } = isContinued(input) ? await resumed(input.continued) : await admitted(input);
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

function isContinued(input: RunInput | ContinuedRun): input is ContinuedRun {
  return 'continued' in input;
}

interface Begun {
  run: Run;
  planHash: string;
}

async function admitted(input: RunInput): Promise<Begun> {
  const options = { summary: 'Read, check and store the specification' };
  const answer = await runActivity(() => activities.admitSpecification.executeWithOptions(options, [input]));
  if (!answer.ok) throw ApplicationFailure.nonRetryable(answer.message, answer.code);
  if (!answer.value.admitted) throw rejected(answer.value.problems);
  const { plan, planHash } = answer.value;
  return { run: createRun(unpackPlan(plan), Date.now()), planHash };
}

async function resumed(carried: CarriedRun): Promise<Begun> {
  const { planHash } = carried;
  const answer = await runActivity(() =>
    activities.loadPlan.executeWithOptions({ summary: 'Fetch the plan' }, [{ planHash }]),
  );
  if (!answer.ok) throw ApplicationFailure.nonRetryable(answer.message, answer.code);
  const run = resume(carried, unpackPlan(answer.value));
  run.state.earlierRunIds = earlierRunIds(carried, workflowInfo());
  return { run, planHash };
}

function handOver(run: Run, planHash: string): CarriedRun {
  const runIds = [...(run.state.earlierRunIds ?? []), workflowInfo().runId];
  return { ...carry(run, planHash), earlierRunIds: runIds };
}

function rejected(problems: Problem[]): ApplicationFailure {
  const lines = problems.map((problem) => `${problem.pointer}: ${problem.message} ${problem.fix}`);
  return ApplicationFailure.nonRetryable(
    `The specification is not valid:\n${lines.join('\n')}`,
    'SpecificationRejected',
    problems,
  );
}

/**
 * Every ending has a report. Who asks meanwhile hears that the run has ended only when its report is there, or
 * could not be written.
 */
async function finish(run: Run, planHash: string, display: RunDisplay): Promise<RunResult> {
  const endedAtMs = Date.now();
  const view = { ...viewOf(run, workflowInfo()), endedAt: new Date(endedAtMs).toISOString() };
  display.refresh();
  const options = { summary: 'Write the report' };
  const written = await runActivity(() =>
    activities.writeReport.executeWithOptions(options, [{ view, planHash }]),
  );
  run.state.endedAtMs = endedAtMs;
  if (!written.ok) throw ApplicationFailure.nonRetryable(written.message, written.code);
  return { status: view.status, report: written.value };
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
