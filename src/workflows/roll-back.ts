import { condition, sleep } from '@temporalio/workflow';
import type { Run } from '../run/run-state.ts';
import {
  componentsToRestore,
  giveUpRestore,
  isAsked,
  requestRestore,
  restorePauseMs,
} from '../run/rollback.ts';
import { askOwner } from './ask-owner.ts';

/** An owner answers when its own activities are through, which have time limits; without an answer it is gone. */
const ANSWERED_WITHIN = '15 minutes';

/** Has the n8n workflows put back that the ended run is to put back, one after the other. Nobody can cancel this. */
export async function rollBack(run: Run): Promise<void> {
  for (const componentId of componentsToRestore(run)) {
    for (;;) {
      const request = requestRestore(run, componentId, Date.now());
      if (request === undefined) break;
      await askOwner(run.state.plan, [{ componentId, request }]);
      const answered = await condition(() => !isAsked(run, componentId), ANSWERED_WITHIN);
      if (!answered) giveUpRestore(run, componentId);
      const pauseMs = restorePauseMs(run, componentId);
      if (pauseMs !== undefined) await sleep(pauseMs, { summary: 'Ask n8n again' });
    }
  }
}
