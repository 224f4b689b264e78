import type { Command } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { afterWatching } from './runs/after-watching.ts';
import { loadRunDocuments } from './runs/documents.ts';
import { startRun } from './runs/start-run.ts';
import { watchRun } from './runs/watch-run.ts';
import { withRuns } from './runs/with-runs.ts';

interface RunArguments {
  specification: string;
  environment?: string;
  detach?: boolean;
}

/** Starts a run and follows it; Ctrl-C stops following, not the run. */
export const run: Command<RunArguments> = async (input, context) => {
  const { output } = context;
  const documents = await loadRunDocuments(input.specification, input.environment, context.config);
  return withRuns(context, async (runs) => {
    const { workflowId, how } = await startRun(runs, documents);
    output.note(
      how === 'started'
        ? `Started ${workflowId}.`
        : `${workflowId} is open already for the same files; nothing new was started.`,
    );
    if (input.detach) {
      if (output.asJson) output.json({ run: workflowId, how });
      else output.print(`Follow it with: millwright watch ${workflowId}`);
      return EXIT_CODES.ok.code;
    }
    const view = await watchRun(runs, workflowId, output, { signal: context.interruption() });
    if (output.asJson && view !== undefined) output.json(view);
    return afterWatching(view, workflowId, output);
  });
};
