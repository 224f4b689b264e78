import { worstCasePrices } from '../claude/worst-case.ts';
import { executionPlan } from '../plan/execution-plan.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { planText } from './plan-text.ts';
import { loadRunDocuments } from './runs/documents.ts';

interface PlanArguments {
  specification: string;
  environment?: string;
}

/** What a run would do (M13), from the files alone. */
export const run: Command<PlanArguments> = async (input, { config, output }) => {
  const { specification, environment } = await loadRunDocuments(
    input.specification,
    input.environment,
    config,
  );
  const plan = executionPlan(specification, environment, worstCasePrices(specification));
  // What n8n already has could be compared here, when it can be reached.
  if (output.asJson) output.json({ execution_plan: plan });
  else output.print(planText(plan, output.paint));
  return plan.verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
};
