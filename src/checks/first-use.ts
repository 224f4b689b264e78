import { allExecutions } from '../n8n/live/live-executions.ts';
import { makeLiveCall } from './live-call.ts';
import type { LiveUse, UseFinding } from './live-use.ts';
import { watchFirstExecution } from './watch-executions.ts';

/**
 * Sees the first execution of a workflow that went live: the one of the call that the specification gives, or one that
 * somebody else causes. Nothing but that call ever reaches a live trigger.
 *
 * @throws MillwrightError `execution_awaited` while there is time left and nobody has used it.
 */
export async function checkFirstUse(use: LiveUse): Promise<UseFinding> {
  const { client, workflow, instructions } = use;
  const [newest] = await allExecutions(client, workflow.id);
  const noted = await use.notes.once({ mark: crypto.randomUUID(), after: newest?.id ?? '0' });
  if (instructions.live_call) return makeLiveCall(use, instructions.live_call, noted);
  if (instructions.watch_minutes !== undefined)
    return watchFirstExecution(use, instructions.watch_minutes, noted.note);
  return { observations: [] };
}
