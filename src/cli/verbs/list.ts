import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('list')
    .helpGroup(GROUPS.lookAtRuns)
    .description('list the runs')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('list'))
    .action(() => execute(list));
};

async function list(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const rows = await withRuns(context, (runs) => runs.list());
  if (output.asJson) {
    output.json(rows);
  } else if (rows.length === 0) {
    output.note('No run yet. Begin with: millwright run SPEC');
  } else {
    const width = Math.max(...rows.map((row) => row.workflowId.length));
    for (const row of rows) {
      const when = row.closedAt ? `ended ${row.closedAt}` : `since ${row.startedAt}`;
      output.print(
        `${row.workflowId.padEnd(width)}  ${row.temporalStatus.toLowerCase().padEnd(16)}  ${when}`,
      );
    }
  }
  return EXIT_CODES.ok.code;
}
