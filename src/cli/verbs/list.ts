import { RUN_STATUSES } from '../../protocol/run.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { ListedRun } from '../runs/list-runs.ts';
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
  const { listRuns } = await import('../runs/list-runs.ts');
  const rows = await withRuns(context, async ({ client, kept }) => {
    const { records, unreadable } = await kept.all();
    for (const name of unreadable) output.note(`The record ${name} in ${kept.folder} cannot be read.`);
    return listRuns(client, records);
  });
  if (output.asJson) {
    output.json(rows);
  } else if (rows.length === 0) {
    output.note('No run yet. Begin with: millwright run SPEC');
  } else {
    const width = Math.max(...rows.map(({ run }) => run.length));
    for (const row of rows) output.print(`${row.run.padEnd(width)}  ${describe(row)}`);
    if (rows.some(isStuck))
      output.note('A run that is stuck stands still. See why, and what to do: millwright status RUN');
  }
  return EXIT_CODES.ok.code;
}

const WIDEST_STATUS = Math.max(...RUN_STATUSES.map((status) => status.length));

function isStuck(row: ListedRun): boolean {
  return row.knownTo === 'temporal' && row.stuck !== undefined;
}

function describe(row: ListedRun): string {
  const status = isStuck(row) ? 'stuck' : row.status;
  const when = row.closedAt ? `ended ${row.closedAt}` : `since ${row.startedAt}`;
  const kept = row.knownTo === 'store' ? '  (only its record is left)' : '';
  return `${status.padEnd(WIDEST_STATUS)}  ${when}${kept}`;
}
