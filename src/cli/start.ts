import type { N8nAccess } from '../n8n/client.ts';
import { createN8nClient } from '../n8n/client.ts';
import type { RunView } from '../run/run-view.ts';
import { dataFolderAt } from '../services/data-folder.ts';
import { startLocalStack, type LocalStack } from '../services/local-stack.ts';
import { bindStandIns } from '../spec/stand-in-urls.ts';
import { readStandIns } from '../stand-ins/read-definition.ts';
import type { Command, CommandContext } from './command.ts';
import { ensureDemoCredentials } from './demo-credentials.ts';
import { decideByCommand } from './demo/decide-by-command.ts';
import { DEMO } from './demo/example.ts';
import { callTheWebhook } from './demo/live-call.ts';
import { unchangedSince } from './demo/unchanged.ts';
import { whereThingsAre } from './demo/where.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { loadRunDocuments, runIdOf, type RunDocuments } from './runs/documents.ts';
import { exitCodeOfRun } from './runs/exit-code.ts';
import { RunClient } from './runs/run-client.ts';
import { connectTemporal } from './runs/connect.ts';
import { startRun } from './runs/start-run.ts';
import { watchRun } from './runs/watch-run.ts';

/**
 * `npm start`: the abandoned-cart example from nothing to an answering webhook, on a real Temporal server and a real
 * n8n. Run again, it resumes what is unfinished, restores what is missing, or says that there is nothing to do.
 */
export const run: Command<Record<string, never>> = async (_input, context) => {
  const { output } = context;
  const signal = context.interruption();
  output.note('Millwright demo: builds the abandoned-cart example (scenario A) in a local n8n, task by task, through Temporal.');
  const stack = await startServices(context);
  if (!stack.n8n || !stack.standInsUrl) throw new Error('The local stack came up without n8n or stand-ins.');
  const documents = await loadDemo(context, stack.standInsUrl);
  await prepareCredentials(documents, stack.n8n, context);
  const runs = new RunClient(await connectTemporal(context));
  try {
    if (await unchangedSince(runs, documents, stack.n8n, context)) {
      output.print('No change: n8n was read again and holds exactly what the specification says.');
      whereThingsAre(stack, documents, undefined, output);
      return EXIT_CODES.ok.code;
    }
    if (signal.aborted) return EXIT_CODES.interrupted.code;
    const view = await build(runs, documents, context, signal);
    return view === undefined ? interrupted(documents, context) : await finish(view, stack, stack.n8n, stack.standInsUrl, documents, context);
  } finally {
    await runs.close();
  }
};

function startServices({ config, output }: CommandContext): Promise<LocalStack> {
  return startLocalStack({
    folder: dataFolderAt(config.home),
    report: (line) => output.note(line),
    with: { n8n: true, standIns: [DEMO.standIns], replay: [DEMO.answers], workers: true },
  });
}

async function loadDemo({ config }: CommandContext, standInsUrl: string): Promise<RunDocuments> {
  const documents = await loadRunDocuments(DEMO.specification, DEMO.environment, config);
  return { ...documents, environment: bindStandIns(documents.environment, standInsUrl) };
}

async function prepareCredentials({ specification, environment }: RunDocuments, n8n: N8nAccess, { output }: CommandContext): Promise<void> {
  const standIns = await readStandIns(DEMO.standIns);
  const created = await ensureDemoCredentials(createN8nClient(n8n), standIns, environment, specification.integrations);
  if (created.length > 0) output.note(`Created the demo credentials ${created.join(', ')} in n8n.`);
}

async function build(runs: RunClient, documents: RunDocuments, context: CommandContext, signal: AbortSignal): Promise<RunView | undefined> {
  const { workflowId, how } = await startRun(runs, documents);
  context.output.note(how === 'started' ? '' : `An earlier run of ${workflowId} is unfinished: going on with it.\n`);
  return watchRun(runs, workflowId, context.output, {
    signal,
    onCheckpoint: (view, checkpointId) => decideByCommand(context.config, view.workflowId, checkpointId, context.output),
  });
}

function interrupted(documents: RunDocuments, { output }: CommandContext): ExitCode {
  output.note(`\nStopped watching. The run ${runIdOf(documents)} goes on in the background; \`npm start\` picks it up, \`millwright down\` stops everything.`);
  return EXIT_CODES.interrupted.code;
}

async function finish(
  view: RunView,
  stack: LocalStack,
  n8n: N8nAccess,
  standInsUrl: string,
  documents: RunDocuments,
  { output }: CommandContext,
): Promise<ExitCode> {
  if (view.status !== 'completed') {
    whereThingsAre(stack, documents, view, output);
    return exitCodeOfRun(view.status);
  }
  const answered = await callTheWebhook(n8n.url, standInsUrl, output);
  whereThingsAre(stack, documents, view, output);
  return answered ? EXIT_CODES.ok.code : EXIT_CODES.unsuccessful.code;
}
