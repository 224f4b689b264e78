import { withCleanUp } from '../../clean-up.ts';
import { MillwrightError } from '../../errors.ts';
import { missingInN8n } from '../../activities/missing-in-n8n.ts';
import { createN8nClient } from '../../n8n/client/client.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Blocker } from '../../protocol/run.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { n8nAccess } from '../../services/n8n-access.ts';
import { standInsUrlOf } from '../../services/stand-ins-url.ts';
import { bindStandIns } from '../../spec/stand-in-urls.ts';
import type { CommandContext } from '../command.ts';
import type { LoadedDocuments } from './documents.ts';
import { n8nChanges, type ComponentChange } from './n8n-changes.ts';
import type { RunClient } from './run-client.ts';
import { openRuns } from './with-runs.ts';

/** What a run would change in n8n, or in one sentence why that cannot be said now. */
export type N8nComparison =
  | { compared: true; changes: ComponentChange[]; blockers: Blocker[]; problems: Problem[] }
  | { compared: false; reason: string };

/** Asks n8n, when it can be reached with what this shell knows, and writes nothing. */
export async function compareWithN8n(
  documents: LoadedDocuments,
  context: CommandContext,
): Promise<N8nComparison> {
  const folder = dataFolderAt(context.config.home);
  try {
    const client = createN8nClient(await n8nAccess(documents.environment, folder), {
      tell: context.output.note,
    });
    if (!(await client.isReady())) return { compared: false, reason: `n8n at ${client.url} is not ready.` };
    const environment = bindStandIns(documents.environment, await standInsUrlOf(folder));
    const bound = { ...documents, environment };
    const changes = await withRunsIfThere(context, (runs) => n8nChanges(bound, client, runs, context.config));
    const blockers = await missingInN8n(client, documents.specification, environment);
    const problems = await documents.locate(changes.flatMap((change) => change.problems));
    return { compared: true, changes, blockers, problems };
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    return { compared: false, reason: error.message };
  }
}

/** Temporal knows what was applied last; without a server the comparison is with n8n alone. */
async function withRunsIfThere<Result>(
  context: CommandContext,
  use: (runs: RunClient | undefined) => Promise<Result>,
): Promise<Result> {
  const runs = await openRuns(context).catch(() => undefined);
  if (runs === undefined) return use(undefined);
  return withCleanUp(
    () => use(runs),
    () => runs.close(),
  );
}
