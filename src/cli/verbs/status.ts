import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { renderStatus } from '../views/status-view.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('status')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .description('show where a run stands')
    .option('--json', 'print the whole state as JSON')
    .addHelpText('after', examples('status abandoned-cart@demo'))
    .action((run: string) => execute((context) => status(run, context)));
};

async function status(workflowId: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  if (output.asJson) output.json(view);
  else output.print(renderStatus(view, output.viewPrint));
  return EXIT_CODES.ok.code;
}
