import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('report')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .description('print the report of a run')
    .option('--json', 'print implementation_output.json instead')
    .addHelpText('after', examples('report abandoned-cart@demo > IMPLEMENTATION_REPORT.md'))
    .action((run: string) => execute((context) => report(run, context)));
};

async function report(run: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const ended = await withRuns(context, (runs) => runs.ended(run));
  if (output.asJson) output.json(JSON.parse(await ended.report('json')));
  else output.print(await ended.report('markdown'));
  return EXIT_CODES.ok.code;
}
