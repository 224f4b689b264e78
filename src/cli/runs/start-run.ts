import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { MillwrightError } from '../../errors.ts';
import { RUN_WORKFLOW, TASK_QUEUE, WORKFLOW_TASK_TIMEOUT } from '../../protocol/names.ts';
import { runIdOf, type RunDocuments } from './documents.ts';
import { checkInputSize } from './input-size.ts';
import type { RunClient } from './run-client.ts';

/** Written to the run's memo, to tell whether an open run is of the same documents. */
const memoSchema = z.object({ documentsHash: z.string() });

export type Started = { workflowId: string; how: 'started' | 'joined' };

/**
 * Starts a run, or joins the open one of the same documents.
 * @throws MillwrightError `run_open` when a run of other documents is open: it is left alone (invariant: one run per id).
 */
export async function startRun(runs: RunClient, documents: RunDocuments): Promise<Started> {
  const workflowId = runIdOf(documents);
  const input = {
    specification: documents.specificationDocument,
    environment: documents.environmentDocument,
  };
  checkInputSize(input.specification, input.environment);
  const documentsHash = createHash('sha256')
    .update(canonicalize(input) ?? '')
    .digest('hex');
  const { specification, environment } = documents;
  try {
    await runs.client.workflow.start(RUN_WORKFLOW, {
      taskQueue: TASK_QUEUE,
      workflowId,
      workflowIdConflictPolicy: 'FAIL',
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [input],
      memo: { documentsHash },
      staticSummary: shorten(
        `${specification.title} ${specification.version} on ${environment.environment_id}`,
      ),
      staticDetails: detailsOf(documents),
    });
    return { workflowId, how: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const memo = memoSchema.safeParse((await runs.describe(workflowId))?.memo);
    if (memo.success && memo.data.documentsHash === documentsHash) return { workflowId, how: 'joined' };
    throw new MillwrightError(
      'run_open',
      `${workflowId} is open for another version of these files; nothing was started.`,
      { cause: error },
    );
  }
}

/** Temporal allows 400 bytes of summary, encoding included. */
function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

const LONGEST_DESCRIPTION = 2_000;

/** Markdown for the Web UI: what this run builds, and where. */
function detailsOf({ specification, environment }: RunDocuments): string {
  const { spec_id: id, version, description, implementation } = specification;
  const where = environment.n8n.instance === 'local' ? 'the local n8n' : environment.n8n.url;
  const facts = [
    `- specification \`${id}\` ${version}, ${implementation.task_summary.length} tasks`,
    `- environment \`${environment.environment_id}\`: ${where}`,
  ];
  const text = description.trim().slice(0, LONGEST_DESCRIPTION);
  return [...(text === '' ? [] : [text, '']), ...facts].join('\n');
}
