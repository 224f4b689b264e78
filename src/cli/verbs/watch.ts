import type { CommandContext } from '../command.ts';
import { afterWatching } from '../runs/after-watching.ts';
import { watchRun } from '../runs/watch-run.ts';
import { withRuns } from '../runs/with-runs.ts';
import type { ExitCode } from '../exit-codes.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('watch')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .description('follow a run until it ends')
    .addHelpText('after', examples('watch abandoned-cart@demo'))
    .action((run: string) => execute((context) => watch(run, context)));
};

async function watch(workflowId: string, context: CommandContext): Promise<ExitCode> {
  const signal = context.interruption();
  const view = await withRuns(context, (runs) => watchRun(runs, workflowId, context.output, { signal }));
  return afterWatching(view, workflowId, context.output);
}
