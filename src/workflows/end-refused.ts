import { ApplicationFailure, CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import type { RunView } from '../protocol/run.ts';
import { refusedView, type Refusal } from '../run/refused-view.ts';
import { activities } from './activity-proxies.ts';
import type { Inbox } from './inbox.ts';
import { runActivity } from './run-activity.ts';

/**
 * Ends a run that never began: with a status, a report and a record, as every run.
 * @throws ApplicationFailure `SpecificationRejected`, or the code of what stood in the way.
 */
export async function endRefused(refusal: Refusal, input: unknown, inbox: Inbox): Promise<never> {
  const { startTime } = workflowInfo();
  const view = refusedView(refusal, input, workflowInfo(), startTime.getTime());
  const ended: RunView = { ...view, endedAt: new Date(Date.now()).toISOString() };
  if (patched('a run that never began has a report')) {
    const options = { summary: 'Write the report' };
    const written = await CancellationScope.nonCancellable(() =>
      runActivity(() => activities.writeReport.executeWithOptions(options, [{ view: ended, planHash: '' }])),
    );
    if (!written.ok) ended.reportMissing = written.message;
  }
  inbox.showRefused(ended);
  throw failureOf(refusal);
}

function failureOf({ code, message, problems }: Refusal): ApplicationFailure {
  if (problems.length === 0) return ApplicationFailure.nonRetryable(message, code);
  const lines = problems.map((problem) => `${problem.pointer}: ${problem.message} ${problem.fix}`);
  const text = [`${message.replace(/\.$/, '')}:`, ...lines].join('\n');
  return ApplicationFailure.nonRetryable(text, 'SpecificationRejected', problems);
}
