import { condition, sleep } from '@temporalio/workflow';
import type { Run } from '../run/run-state.ts';
import { OWNER_ANSWERS_WITHIN_MINUTES } from '../run/owner-silence.ts';
import {
  applyRestoreAnswer,
  componentsToRestore,
  giveUpRestore,
  isAsked,
  requestRestore,
  restorePauseMs,
} from '../run/rollback.ts';
import { askOwner } from './ask-owner.ts';

const ANSWERED_WITHIN = `${OWNER_ANSWERS_WITHIN_MINUTES} minutes` as const;

/** Has the n8n workflows put back that the ended run is to put back, one after the other. Nobody can cancel this. */
export async function rollBack(run: Run): Promise<void> {
  for (const componentId of componentsToRestore(run)) {
    for (;;) {
      const request = requestRestore(run, componentId, Date.now());
      if (request === undefined) break;
      const reason = await askOwner(run.state.plan, [{ componentId, request }]);
      if (reason !== undefined)
        applyRestoreAnswer(run, { requestId: request.requestId, outcome: 'unavailable', reason }, Date.now());
      const answered = await condition(() => !isAsked(run, componentId), ANSWERED_WITHIN);
      if (!answered) giveUpRestore(run, componentId);
      const pauseMs = restorePauseMs(run, componentId);
      if (pauseMs !== undefined) await sleep(pauseMs, { summary: 'Ask n8n again' });
    }
  }
}
