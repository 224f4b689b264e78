import type { CommandContext } from '../command.ts';
import type { Output } from '../output.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { afterWatching } from '../runs/after-watching.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { awaitAdmission } from '../runs/await-admission.ts';
import { judgeSpecification } from '../../plan/judge-specification.ts';
import type { Blocker } from '../../protocol/run.ts';
import { loadRunDocuments, type RunDocuments } from '../runs/documents.ts';
import { blockerLines } from '../views/blocker-text.ts';
import type { RunClient } from '../runs/run-client.ts';
import type { Started } from '../runs/start-run.ts';
import { watchRun } from '../runs/watch-run.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('run')
    .helpGroup(GROUPS.build)
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('build a specification')
    .option(
      '--environment <FILE>',
      'environment file (default: $MILLWRIGHT_ENVIRONMENT or environment.yaml beside SPEC)',
    )
    .option('--detach', 'start the run and return when it is admitted')
    .option('--json', 'print the final state of the run as JSON')
    .addHelpText(
      'after',
      examples('run shop.yaml --environment environments/client-a.yaml', 'run shop.yaml --detach'),
    )
    .action((file: string, options: RunOptions) => execute((context) => run(file, options, context)));
};

interface RunOptions {
  environment?: string;
  detach?: boolean;
}

/** Starts a run and follows it; Ctrl-C stops following, not the run. */
async function run(file: string, options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const documents = await loadRunDocuments(file, options.environment, context.config);
  const { verdict, blockers } = judgeSpecification(documents.specification, documents.environment);
  if (verdict === 'stop') return refuse(documents, blockers, output);
  await startItsStandIns(documents, context);
  const { startRun } = await import('../runs/start-run.ts');
  return withRuns(context, async (runs) => {
    const { workflowId, how } = await startRun(runs, documents);
    output.note(
      how === 'started'
        ? `Started ${workflowId}.`
        : `${workflowId} is open already for the same files; nothing new was started.`,
    );
    if (options.detach) return leave(runs, { workflowId, how }, output);
    const view = await watchRun(runs, workflowId, output, { signal: context.interruption() });
    if (output.asJson && view !== undefined) output.json(view);
    return afterWatching(view, workflowId, output);
  });
}

/** As `plan` says it: nothing is started. */
function refuse({ specification }: RunDocuments, blockers: Blocker[], output: Output): ExitCode {
  const total = specification.implementation.task_summary.length;
  output.note('Nothing was started. What is open:');
  for (const blocker of blockers)
    for (const line of blockerLines(blocker, total, output.paintNote)) output.note(`  ${line}`);
  if (output.asJson) output.json({ run: null, blockers });
  return EXIT_CODES.notReady.code;
}

/** Returns when the run is admitted: one that is refused says so here, because nobody follows it. */
async function leave(runs: RunClient, started: Started, output: Output): Promise<ExitCode> {
  const admission = await awaitAdmission(runs, started.workflowId);
  if (admission === 'no_worker') output.note('No worker has taken it yet; `millwright up` starts one.');
  if (output.asJson) output.json({ run: started.workflowId, how: started.how });
  else output.print(`Follow it with: millwright watch ${started.workflowId}`);
  return EXIT_CODES.ok.code;
}

/** What the environment says is stood in for answers before the run begins; elsewhere started ones are left alone. */
async function startItsStandIns({ standInsFile }: RunDocuments, context: CommandContext): Promise<void> {
  const { config, output } = context;
  if (standInsFile === undefined || process.env['MILLWRIGHT_STAND_INS_URL']) return;
  const { startStandIns } = await import('../../services/local-stack.ts');
  await startStandIns(dataFolderAt(config.home), [standInsFile], (line) => output.note(line));
}
