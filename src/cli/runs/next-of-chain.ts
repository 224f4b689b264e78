import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { HistoryEventFilterType } = proto.temporal.api.enums.v1;

/** The run id under which a run that was handed over (continue-as-new) went on. */
export async function nextOfChain(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<string | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  const closing = history?.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
  return closing?.newExecutionRunId ?? undefined;
}
