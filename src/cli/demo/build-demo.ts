import { type N8nAccess, createN8nClient } from '../../n8n/client/client.ts';
import type { RunView } from '../../protocol/run.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { startLocalStack, type LocalStack } from '../../services/local-stack.ts';
import { bindStandIns } from '../../spec/stand-in-urls.ts';
import { readStandIns } from '../../stand-ins/read-definition.ts';
import type { CommandContext } from '../command.ts';
import { ensureDemoCredentials } from './demo-credentials.ts';
import { decideByCommand } from './decide-by-command.ts';
import { DEMO } from './example.ts';
import { callTheWebhook } from './live-call.ts';
import { unchangedSince } from './unchanged.ts';
import { runUrl, whereThingsAre } from './where.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { loadRunDocuments, runIdOf, type RunDocuments } from '../runs/documents.ts';
import { exitCodeOfRun } from '../runs/exit-code.ts';
import type { RunClient } from '../runs/run-client.ts';
import { startRun } from '../runs/start-run.ts';
import { watchRun } from '../runs/watch-run.ts';
import { withRuns } from '../runs/with-runs.ts';

/** The demo's services, all of them there. */
type DemoStack = LocalStack & { n8n: N8nAccess; standInsUrl: string };

/**
 * The abandoned-cart example from nothing to an answering webhook, on a real Temporal server and a real n8n. Run again, it
 * resumes what is unfinished, restores what is missing, or says that there is nothing to do.
 */
export async function buildDemo(context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  output.note('Millwright builds the abandoned-cart example in a local n8n, task by task, through Temporal.');
  // Until the run is started, Ctrl-C simply ends this process: what was started so far is used next time.
  const stack = await startServices(context);
  const documents = await loadDemo(context, stack.standInsUrl);
  await prepareCredentials(documents, stack.n8n, context);
  return withRuns(context, async (runs) => {
    if (await unchangedSince(runs, documents, context)) {
      output.note('');
      output.print('No change: n8n was read again and holds exactly what the specification says.');
      whereThingsAre(stack, documents, context);
      return EXIT_CODES.ok.code;
    }
    return await buildAndCall(runs, stack, documents, context);
  });
}

async function startServices({ config, output }: CommandContext): Promise<DemoStack> {
  const stack = await startLocalStack({
    folder: dataFolderAt(config.home),
    report: (line) => output.note(line),
    with: { n8n: true, standIns: [DEMO.standIns], replay: [DEMO.answers], workers: true },
  });
  const { n8n, standInsUrl } = stack;
  if (!n8n || !standInsUrl) throw new Error('The local stack came up without n8n or stand-ins.');
  return { ...stack, n8n, standInsUrl };
}

async function loadDemo({ config }: CommandContext, standInsUrl: string): Promise<RunDocuments> {
  const documents = await loadRunDocuments(DEMO.specification, DEMO.environment, config);
  return { ...documents, environment: bindStandIns(documents.environment, standInsUrl) };
}

async function prepareCredentials(
  { specification, environment }: RunDocuments,
  n8n: N8nAccess,
  { output }: CommandContext,
): Promise<void> {
  const standIns = await readStandIns(DEMO.standIns);
  const created = await ensureDemoCredentials(
    createN8nClient(n8n),
    standIns,
    environment,
    specification.integrations,
  );
  if (created.length > 0) output.note(`Created the demo credentials ${created.join(', ')} in n8n.`);
}

async function buildAndCall(
  runs: RunClient,
  stack: DemoStack,
  documents: RunDocuments,
  context: CommandContext,
): Promise<ExitCode> {
  const signal = context.interruption();
  const view = await build(runs, stack, documents, context, signal);
  if (view === undefined) return interrupted(documents, context);
  const answered =
    view.status === 'completed' &&
    (await callTheWebhook(stack.n8n.url, stack.standInsUrl, context.output, signal));
  whereThingsAre(stack, documents, context);
  if (view.status !== 'completed') return exitCodeOfRun(view.status);
  return answered ? EXIT_CODES.ok.code : EXIT_CODES.unsuccessful.code;
}

async function build(
  runs: RunClient,
  stack: DemoStack,
  documents: RunDocuments,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunView | undefined> {
  const { output } = context;
  const { workflowId, how } = await startRun(runs, documents);
  output.note(how === 'started' ? '' : `\nAn earlier run of ${workflowId} is unfinished: going on with it.`);
  const url = runUrl(stack, documents);
  if (url) output.note(`Watch it in the browser: ${url}\n`);
  return watchRun(runs, workflowId, output, {
    signal,
    onCheckpoint: (view, checkpointId) => decideByCommand(view.workflowId, checkpointId, context, signal),
  });
}

function interrupted(documents: RunDocuments, { output }: CommandContext): ExitCode {
  output.note(
    `\nStopped watching. The run ${runIdOf(documents)} goes on in the background: \`npm start\` watches it again, \`millwright down\` stops everything.`,
  );
  return EXIT_CODES.interrupted.code;
}
