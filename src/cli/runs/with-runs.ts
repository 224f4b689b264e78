import type { CommandContext } from '../command.ts';
import { connectTemporal } from './connect.ts';
import { RunClient } from './run-client.ts';

/** Opens the connection for one command and closes it again. */
export async function withRuns<Result>(
  context: CommandContext,
  use: (runs: RunClient) => Promise<Result>,
): Promise<Result> {
  const runs = new RunClient(await connectTemporal(context));
  try {
    return await use(runs);
  } finally {
    await runs.close();
  }
}
