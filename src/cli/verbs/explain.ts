import { MillwrightError } from '../../errors.ts';
import { suggest } from '../../spec/nearest.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { explainTask } from '../views/explain-view.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('explain')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .argument('<TASK>', 'id of the task')
    .description('say why a task waits or failed')
    .option('--json', 'print the chain as JSON')
    .addHelpText('after', examples('explain abandoned-cart@demo go-live'))
    .action((run: string, task: string) => execute((context) => explain(run, task, context)));
};

async function explain(workflowId: string, task: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  if (!view.tasks.some((each) => each.id === task)) {
    const ids = view.tasks.map((each) => each.id);
    throw new MillwrightError(
      'task_not_found',
      `${workflowId} has no task ${task}. ${suggest(task, ids, 'tasks')}`,
    );
  }
  const chain = explainTask(view, task);
  if (output.asJson) output.json({ run: workflowId, task, chain });
  else output.print(chain.join('\n'));
  return EXIT_CODES.ok.code;
}
