import { worstCasePrices } from '../../claude/worst-case.ts';
import { executionPlan } from '../../plan/execution-plan.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { planText } from '../views/plan-text.ts';
import { compareWithN8n, type N8nComparison } from '../runs/compare-with-n8n.ts';
import { loadRunDocuments } from '../runs/documents.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('plan')
    .helpGroup(GROUPS.beforeARun)
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('show what a run would make, cost and ask')
    .option(
      '--environment <FILE>',
      'environment file (default: $MILLWRIGHT_ENVIRONMENT or environment.yaml beside SPEC)',
    )
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', examples('plan examples/abandoned-cart/specification.yaml'))
    .action((file: string, options: { environment?: string }) =>
      execute((context) => plan(file, options, context)),
    );
};

/** What a run would do: from the files alone, and where n8n can be reached, what would change there. */
async function plan(
  file: string,
  options: { environment?: string },
  context: CommandContext,
): Promise<ExitCode> {
  const { config, output } = context;
  const documents = await loadRunDocuments(file, options.environment, config);
  const { specification, environment } = documents;
  const planned = executionPlan(specification, environment, worstCasePrices(specification));
  const comparison = await compareWithN8n(documents, context);
  if (output.asJson) output.json({ execution_plan: planned, n8n_changes: asJson(comparison) });
  else output.print(planText(planned, comparison, output.paint));
  return planned.verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
}

/** In the words of the execution plan. */
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
