import { worstCasePrices } from '../../claude/worst-case.ts';
import { executionPlan, type ExecutionPlan } from '../../plan/execution-plan.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Blocker } from '../../protocol/run.ts';
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
  const comparison = await compareWithN8n(documents, context);
  const found = comparison.compared ? comparison : { blockers: [], problems: [] };
  const prices = worstCasePrices(specification);
  const planned = withBlockers(executionPlan(specification, environment, prices), found.blockers);
  if (output.asJson) output.json({ execution_plan: planned, n8n_changes: asJson(comparison) });
  else output.print(planText(planned, comparison, output.paint));
  if (found.problems.length > 0) return EXIT_CODES.invalid.code;
  return planned.verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
}

/** With what n8n lacks, as a run finds it. */
function withBlockers(planned: ExecutionPlan, found: Blocker[]): ExecutionPlan {
  if (found.length === 0) return planned;
  const blockers = [...planned.blockers, ...found];
  const blocked_tasks = [...new Set(blockers.flatMap((blocker) => blocker.affectedTasks))];
  return { ...planned, verdict: planned.verdict === 'stop' ? 'stop' : 'partial', blockers, blocked_tasks };
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
  const problems = comparison.problems.map(({ rule, message, fix, place }) => ({
    rule,
    message,
    fix,
    ...(place && { place: { file: place.file, line: place.line, column: place.column } }),
  }));
  return { compared: true, workflows, problems };
}
