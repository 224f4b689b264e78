import { workflowInfo } from '@temporalio/workflow';

/** So that the longest history, with what is under way finishing and the state handed over, stays below 4,096 events and 2 MB. */
const MOST_EVENTS = 3_800;
const MOST_BYTES = 1_500_000;

/** A run that begins with a large plan and state must get something done before it hands over again. */
const FEWEST_EVENTS = 500;

/** True when the history is long enough to be handed over to the next run of the chain, or the server says so. */
export function isHistoryLong(): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return (
    continueAsNewSuggested ||
    historyLength >= MOST_EVENTS ||
    (historySize >= MOST_BYTES && historyLength >= FEWEST_EVENTS)
  );
}
