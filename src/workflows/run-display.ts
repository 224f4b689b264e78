import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS } from '../protocol/names.ts';
import { renderDetails, tasksInDetails } from '../run/details.ts';
import { runStatus } from '../run/ending.ts';
import type { RunStatus } from '../protocol/run.ts';
import type { Run } from '../run/run-state.ts';
import { viewOf } from '../run/view.ts';

const SPECIFICATION = defineSearchAttributeKey(SEARCH_ATTRIBUTE_SPECIFICATION, SearchAttributeType.KEYWORD);
const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTE_STATUS, SearchAttributeType.KEYWORD);

/** Rendering thousands of tasks at every wake-up would cost more than the run itself: a large run is shown once a second. */
const LARGE_RUN_TASKS = 60;
const LARGE_RUN_EVERY_MS = 1_000;

/** What the Web UI shows of a run: current details (no event), and the search attributes when the status changed. */
export class RunDisplay {
  private readonly run: Run;
  private shownStatus: RunStatus | undefined;
  private shownQuestions = 0;
  private shownAtMs = 0;

  constructor(run: Run) {
    this.run = run;
  }

  /** Call it at every wake-up; it decides what is worth doing. */
  refresh(): void {
    const status = runStatus(this.run);
    const questions = this.run.state.checkpoints.length;
    const isNews = status !== this.shownStatus || questions !== this.shownQuestions;
    const isDue =
      this.run.state.plan.tasks.length <= LARGE_RUN_TASKS ||
      Date.now() >= this.shownAtMs + LARGE_RUN_EVERY_MS;
    if (isNews || isDue) this.show();
    if (status !== this.shownStatus) this.announce(status);
    this.shownStatus = status;
    this.shownQuestions = questions;
  }

  /** Once the run has ended: nothing comes after it. */
  showEnd(): void {
    this.show();
  }

  private show(): void {
    setCurrentDetails(renderDetails(viewOf(this.run, workflowInfo(), tasksInDetails(this.run))));
    this.shownAtMs = Date.now();
  }

  /** Writing an attribute that is not registered would stick the run. */
  private announce(status: RunStatus): void {
    const { searchAttributesRegistered, specId } = this.run.state.plan;
    if (!searchAttributesRegistered) return;
    upsertSearchAttributes([
      { key: SPECIFICATION, value: specId },
      { key: STATUS, value: status },
    ]);
  }
}
