import { LocalArtifactStore } from '../../artifacts/local-store.ts';
import { evidenceSchema } from '../../checks/evidence-schema.ts';
import type { Evidence } from '../../checks/evidence.ts';
import type { EvidenceSummary } from '../../protocol/evidence.ts';
import { MillwrightError } from '../../errors.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { suggest } from '../../spec/nearest.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { clean } from '../views/terminal-text.ts';
import type { TaskView } from '../../protocol/run.ts';
import { withRuns } from '../runs/with-runs.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('logs')
    .helpGroup(GROUPS.lookAtRuns)
    .argument('<RUN>', 'id of the run')
    .argument('<TASK>', 'id of the task')
    .description('show attempts and evidence of a task')
    .option('--json', 'print them as JSON')
    .addHelpText('after', examples('logs abandoned-cart@demo normalise-cart'))
    .action((run: string, task: string) => execute((context) => logs(run, task, context)));
};

/** The attempts of a task, oldest first: what was run, and each expectation with what was seen. */
async function logs(workflowId: string, taskId: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const view = await withRuns(context, (runs) => runs.status(workflowId));
  const task = view.tasks.find((each) => each.id === taskId);
  if (task === undefined) {
    const ids = view.tasks.map((each) => each.id);
    throw new MillwrightError(
      'task_not_found',
      `${workflowId} has no task ${taskId}. ${suggest(taskId, ids, 'tasks')}`,
    );
  }
  const store = new LocalArtifactStore(dataFolderAt(context.config.home).artifacts);
  const summaries = [...task.earlierEvidence, ...(task.evidence ? [task.evidence] : [])];
  const attempts = await Promise.all(
    summaries.map(async (summary) => ({ summary, evidence: await evidenceOf(store, summary) })),
  );
  if (output.asJson) output.json({ run: workflowId, task, attempts });
  else if (attempts.length === 0) output.note(`${taskId} has no evidence yet (${task.status}).`);
  else for (const attempt of attempts) print(output, attempt);
  if (!output.asJson) printRemarks(output, task);
  return EXIT_CODES.ok.code;
}

/** What the model said beside its code. */
function printRemarks({ print: line, paint }: Output, { remarks }: TaskView): void {
  if (remarks === undefined) return;
  line(paint('dim', 'Said by the model (not checked):'));
  for (const discovery of remarks.discoveries) line(`  found: ${clean(discovery)}`);
  if (remarks.notes !== '') line(`  noted: ${clean(remarks.notes)}`);
}

/** A person's decision is its own evidence: it has a digest, but no artifact. */
async function evidenceOf(
  store: LocalArtifactStore,
  summary: EvidenceSummary,
): Promise<Evidence | undefined> {
  return (await store.has(summary.evidenceHash))
    ? evidenceSchema.parse(await store.getJson(summary.evidenceHash))
    : undefined;
}

function print(
  { print: line, paint }: Output,
  { summary, evidence }: { summary: EvidenceSummary; evidence: Evidence | undefined },
): void {
  line(`${summary.passed ? paint('green', '✓') : paint('red', '✗')} ${summary.summary}`);
  if (evidence === undefined) return;
  line(paint('dim', `  round ${evidence.round}, ${evidence.at}, ran: ${evidence.ran}`));
  for (const simulated of evidence.simulated) line(paint('yellow', `  simulated: ${simulated}`));
  for (const observation of evidence.observations) {
    line(`  ${observation.passed ? paint('green', '✓') : paint('red', '✗')} ${observation.name}`);
    if (observation.passed) continue;
    line(`      expected ${observation.expected}`);
    line(`      actual   ${observation.actual}`);
  }
}
