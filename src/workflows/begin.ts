import { CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import { unpackPlan } from '../plan/packed-plan.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Refusal } from '../run/refused-view.ts';
import type { RunInput } from '../protocol/run.ts';
import { earlierRunIds, resume, type CarriedRun } from '../run/carried-run.ts';
import { createRun } from '../run/create-run.ts';
import { fieldsOf } from '../run/json-fields.ts';
import { applyReadiness } from '../run/readiness.ts';
import type { Run } from '../run/run-state.ts';
import { activities } from './activity-proxies.ts';
import type { Inbox } from './inbox.ts';
import { lookAtReadiness } from './look-at-readiness.ts';
import { runActivity } from './run-activity.ts';

/** Carried over by continue-as-new in place of the documents. */
export interface ContinuedRun {
  continued: CarriedRun;
}

interface Begun {
  run: Run;
  planHash: string;
}

interface NotBegun {
  refusal: Refusal;
}

/**
 * Admits a specification, or takes up what the run before in the chain handed over. Messages, a cancellation among them,
 * take effect when a regular activity has ended: while a local one is under way, they replay in another order
 * (docs/decisions/order-of-results.md). Runs that began before go on as their histories hold.
 */
export function begin(input: RunInput | ContinuedRun, inbox: Inbox): Promise<Begun | NotBegun> {
  if (!patched('messages wait for a regular activity'))
    return isContinued(input) ? resumed(input.continued, activities.loadPlanLocally) : admitted(input);
  // Here, where nothing is under way: a marker beside that of a local activity does not always replay.
  const asksOnceForMoney = patched('one question about money for all tasks');
  return CancellationScope.nonCancellable(async () => {
    if (isContinued(input)) return resumed(input.continued, activities.loadPlan);
    const begun = await admitted(input);
    if ('refusal' in begun) return begun;
    // A run that asked each task by itself may have several questions open: it goes on as it began.
    if (asksOnceForMoney) begun.run.state.asksOnceForMoney = true;
    inbox.show(begun.run);
    applyReadiness(begun.run, await lookAtReadiness(begun.run), Date.now());
    return begun;
  });
}

/** Only a run that Temporal continued is believed to be one: all else that anybody may start it with is a document to be read. */
function isContinued(input: RunInput | ContinuedRun): input is ContinuedRun {
  const isOfAChain = workflowInfo().continuedFromExecutionRunId !== undefined;
  return isOfAChain && fieldsOf(input)?.['continued'] !== undefined;
}

async function admitted(input: RunInput): Promise<Begun | NotBegun> {
  const options = { summary: 'Read, check and store the specification' };
  const answer = await runActivity(() => activities.admitSpecification.executeWithOptions(options, [input]));
  if (!answer.ok) return { refusal: { hadBegun: false, ...asRefusal(answer) } };
  if (!answer.value.admitted) return { refusal: notValid(answer.value.problems) };
  const { plan, planHash } = answer.value;
  return { run: createRun(unpackPlan(plan), Date.now()), planHash };
}

async function resumed(
  carried: CarriedRun,
  loadPlan: typeof activities.loadPlan | typeof activities.loadPlanLocally,
): Promise<Begun | NotBegun> {
  const { planHash } = carried;
  const options = { summary: 'Fetch the plan' };
  const answer = await runActivity(() => loadPlan.executeWithOptions(options, [{ planHash }]));
  if (!answer.ok) return { refusal: { hadBegun: true, ...asRefusal(answer) } };
  const run = resume(carried, unpackPlan(answer.value));
  run.state.earlierRunIds = earlierRunIds(carried, workflowInfo());
  return { run, planHash };
}

function asRefusal({ code, message }: { code: string; message: string }): Omit<Refusal, 'hadBegun'> {
  return { code, message, problems: [] };
}

function notValid(problems: Problem[]): Refusal {
  return { hadBegun: false, code: 'spec_invalid', message: 'The specification is not valid.', problems };
}
