import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS } from '../protocol.ts';
import { runStatus } from '../run/ending.ts';
import { renderDetails } from '../run/details.ts';
import type { RunView } from '../run/run-view.ts';
import type { Run } from '../run/run-state.ts';

const SPECIFICATION = defineSearchAttributeKey(SEARCH_ATTRIBUTE_SPECIFICATION, SearchAttributeType.KEYWORD);
const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTE_STATUS, SearchAttributeType.KEYWORD);

/** Puts the state of the run into the Web UI's "Current Details": what waits for whom and how to answer. No event. */
export function showRun(view: RunView): void {
  setCurrentDetails(renderDetails(view));
}

const announced = new WeakMap<Run, string>();

/** Writes the search attributes when the status of the run (not of a task) changed, where they are registered (D11). */
export function announceStatus(run: Run): void {
  const status = runStatus(run);
  if (!run.state.plan.searchAttributesRegistered || announced.get(run) === status) return;
  announced.set(run, status);
  upsertSearchAttributes([
    { key: SPECIFICATION, value: run.state.plan.specId },
    { key: STATUS, value: status },
  ]);
}
