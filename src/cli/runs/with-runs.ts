import type { CommandContext } from '../command.ts';
import type { RunClient } from './run-client.ts';

/** Opens the connection for one command and closes it again. Temporal's client is loaded only now, so that help is quick. */
export async function withRuns<Result>(
  context: CommandContext,
  use: (runs: RunClient) => Promise<Result>,
): Promise<Result> {
  const [{ connectTemporal }, { RunClient }] = await Promise.all([
    import('./connect.ts'),
    import('./run-client.ts'),
  ]);
  const runs = new RunClient(await connectTemporal(context));
  try {
    return await use(runs);
  } finally {
    await runs.close();
  }
}
