import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { MillwrightError } from '../../errors.ts';
import { reportFolder as folderOf } from '../../report/write-report.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import type { Config } from '../../config.ts';
import type { RunClient } from './run-client.ts';

const reportSchema = z.object({ report: z.object({ folder: z.string() }) });

/**
 * Folder with the report of the newest ended run of this id.
 * @throws MillwrightError `run_not_found` when there is none, or it has not ended; `report_missing` when it was terminated.
 */
export async function reportFolder(runs: RunClient, workflowId: string, config: Config): Promise<string> {
  const description = await runs.describe(workflowId);
  if (description === undefined) throw new MillwrightError('run_not_found', `There is no run ${workflowId}.`);
  if (description.status.name === 'RUNNING') {
    throw new MillwrightError(
      'run_not_found',
      `${workflowId} has not ended; its report is written at the end.`,
    );
  }
  if (description.status.name === 'TERMINATED' || description.status.name === 'TIMED_OUT') {
    throw new MillwrightError(
      'report_missing',
      `${workflowId} was terminated in Temporal before it could write its report.`,
    );
  }
  return (
    (await folderInResult(runs, workflowId)) ??
    folderOf(dataFolderAt(config.home).runs, { workflowId, runId: description.runId })
  );
}

/** A failed run carries its result in the failure's details; a cancelled one carries none. */
async function folderInResult(runs: RunClient, workflowId: string): Promise<string | undefined> {
  const handle = runs.client.workflow.getHandle(workflowId);
  const result: unknown = await handle.result().catch((error: unknown) => {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    return cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  });
  const parsed = reportSchema.safeParse(result);
  return parsed.success ? parsed.data.report.folder : undefined;
}

/** @throws MillwrightError `artifact_missing`, e.g. because the worker runs on another machine. */
export async function readRunFile(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MillwrightError(
      'artifact_missing',
      `${path} cannot be read here; it is on the machine of the worker.`,
      { cause },
    );
  });
}
