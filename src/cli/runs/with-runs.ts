import { withCleanUp } from '../../clean-up.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import type { CommandContext } from '../command.ts';
import type { RunClient } from './run-client.ts';

/** Opens the connection for one command and closes it again. */
export async function withRuns<Result>(
  context: CommandContext,
  use: (runs: RunClient) => Promise<Result>,
): Promise<Result> {
  const runs = await openRuns(context);
  return withCleanUp(
    () => use(runs),
    () => runs.close(),
  );
}

/**
 * Temporal's client is loaded only now, so that help is quick.
 * @throws MillwrightError `temporal_unreachable`.
 */
export async function openRuns(context: CommandContext): Promise<RunClient> {
  const [{ connectTemporal }, { RunClient }, { KeptRuns }] = await Promise.all([
    import('./connect.ts'),
    import('./run-client.ts'),
    import('./kept-runs.ts'),
  ]);
  const kept = new KeptRuns(dataFolderAt(context.config.home));
  return new RunClient(await connectTemporal(context), kept);
}
