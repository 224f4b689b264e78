import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { OWNER_WORKFLOW, RUN_WORKFLOW } from '../../protocol/names.ts';

const Cause = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;

const OPEN = `ExecutionStatus = 'Running' AND (WorkflowType = '${RUN_WORKFLOW}' OR WorkflowType = '${OWNER_WORKFLOW}')`;

/** Questions to the server at a time. */
const AT_ONCE = 20;
/** The failure stands among the last events; after it come at most signals that nobody has taken. */
const LAST_EVENTS = 100;

interface Workflow {
  workflowId: string;
  runId: string;
}

/** A run, or the owner of an n8n workflow, that stands still because the workers fail at it. */
export interface StuckWorkflow extends Workflow {
  /** What the workers say. */
  reason: string;
}

/** All open runs and owners that stand still. */
export async function stuckWorkflows(client: Client): Promise<StuckWorkflow[]> {
  const open: Workflow[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query: OPEN }))
    open.push({ workflowId, runId });
  const stuck: StuckWorkflow[] = [];
  for (let first = 0; first < open.length; first += AT_ONCE) {
    const some = open.slice(first, first + AT_ONCE);
    const reasons = await Promise.all(some.map((each) => reasonOf(client, each)));
    for (const [index, each] of some.entries()) {
      const reason = reasons[index];
      if (reason !== undefined) stuck.push({ ...each, reason });
    }
  }
  return stuck;
}

/** Server 1.29 has no search attribute for it: it counts attempts. A run that ended meanwhile does not stand still. */
async function reasonOf(client: Client, workflow: Workflow): Promise<string | undefined> {
  const description = await client.workflow
    .getHandle(workflow.workflowId, workflow.runId)
    .describe()
    .catch(() => undefined);
  const attempts = description?.raw.pendingWorkflowTask?.attempt ?? 0;
  return attempts > 1 ? workerFailure(client, workflow) : undefined;
}

/**
 * What the workers say where they failed at the last step of a workflow; undefined where they did not, also when there is no
 * worker. Only the first of equal failures stands in the history.
 */
export async function workerFailure(
  client: Client,
  { workflowId, runId }: Workflow,
): Promise<string | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: LAST_EVENTS,
  });
  for (const event of history?.events ?? []) {
    if (event.workflowTaskCompletedEventAttributes) return undefined;
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed && !isHarmless(failed.cause)) return failed.failure?.message ?? 'the step failed';
  }
  return undefined;
}

/** Something came in meanwhile, or somebody let the run begin again. */
function isHarmless(cause: number | null | undefined): boolean {
  return (
    cause === Cause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND ||
    cause === Cause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
  );
}
