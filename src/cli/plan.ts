import { worstCasePrices } from '../claude/worst-case.ts';
import { executionPlan } from '../plan/execution-plan.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { planText } from './plan-text.ts';
import { compareWithN8n, type N8nComparison } from './runs/compare-with-n8n.ts';
import { loadRunDocuments } from './runs/documents.ts';

interface PlanArguments {
  specification: string;
  environment?: string;
}

/** What a run would do (M13): from the files alone, and where n8n can be reached, what would change there. */
export const run: Command<PlanArguments> = async (input, context) => {
  const { config, output } = context;
  const documents = await loadRunDocuments(input.specification, input.environment, config);
  const { specification, environment } = documents;
  const plan = executionPlan(specification, environment, worstCasePrices(specification));
  const comparison = await compareWithN8n(documents, context);
  if (output.asJson) output.json({ execution_plan: plan, n8n_changes: asJson(comparison) });
  else output.print(planText(plan, comparison, output.paint));
  return plan.verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
};

/** In the words of the execution plan (C8). */
function asJson(comparison: N8nComparison): JsonObject {
  if (!comparison.compared) return { compared: false, reason: comparison.reason };
  const workflows = comparison.changes.map((change) => ({
    component_id: change.componentId,
    workflow_name: change.workflowName,
    n8n_workflow_id: change.n8nWorkflowId,
    changes: change.changes,
    live: change.live,
    shown: change.shown,
    failures: change.failures.map(({ taskId, message }) => ({ task_id: taskId, message })),
  }));
  return { compared: true, workflows };
}
