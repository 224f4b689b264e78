import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { withRuns } from '../runs/with-runs.ts';
import { auditOf } from '../../run/escalation.ts';
import { renderAudit } from '../views/audit-view.ts';
import { renderStatus } from '../views/status-view.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('status')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .description('show where a run stands')
    .option('--audit', 'show every decision that arrived instead, and what became of it')
    .option('--json', 'print it as JSON')
    .addHelpText('after', examples('status abandoned-cart@demo', 'status abandoned-cart@demo --audit'))
    .action((run: string, options: { audit?: boolean }) =>
      execute((context) => status(run, options, context)),
    );
};

async function status(
  run: string,
  { audit }: { audit?: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(run));
  if (output.asJson) output.json(audit ? auditOf(view) : view);
  else if (audit) output.print(renderAudit(view, output.viewPrint));
  else output.print(renderStatus(view, output.viewPrint));
  return EXIT_CODES.ok.code;
}
