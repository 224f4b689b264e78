import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import type { World } from '../workflows/simulated-world.ts';

const historySchema = z.looseObject({
  events: z.array(
    z.looseObject({
      workflowExecutionContinuedAsNewEventAttributes: z
        .looseObject({ newExecutionRunId: z.string() })
        .optional(),
    }),
  ),
});
export type RecordedHistory = z.infer<typeof historySchema>;

/** The histories of a workflow, first run first, in Temporal's JSON form and without a trace of the machine. */
export async function fetchHistories(
  world: World,
  workflowId: string,
  firstRunId: string,
): Promise<RecordedHistory[]> {
  const histories: RecordedHistory[] = [];
  for (let runId: string | undefined = firstRunId; runId !== undefined;) {
    const raw = await world.environment.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const history = historySchema.parse(withoutMachine(JSON.parse(historyToJSON(raw))));
    histories.push(history);
    runId = history.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return histories;
}

/** Process ids, host names and paths of files are of no use to a replay, and nobody else's business. */
const REPLACED: Record<string, string> = { identity: 'worker', stackTrace: '' };

function withoutMachine(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    REPLACED[name] ?? withoutMachine(field),
  ]);
  const copy: Record<string, unknown> = Object.fromEntries(fields);
  // The name of a worker's own queue begins with its process id and host.
  return copy['kind'] === 'TASK_QUEUE_KIND_STICKY' ? { ...copy, name: 'sticky' } : copy;
}

/** One event a line: small, and readable where two recordings differ. */
export function historyText(history: RecordedHistory): string {
  return `{"events":[\n${history.events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}
