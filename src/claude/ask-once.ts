import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import { MillwrightError } from '../errors.ts';
import type { FailedCall, GenerateInput, ModelUsage } from '../protocol/activities.ts';
import { readBill, writeBill, type BilledAsk } from './call-bill.ts';
import { noUsage, usageOfAnswer, worstCase } from './charge.ts';
import type { ClientSettings } from './client-settings.ts';
import { isRefuted } from './refuted-answers.ts';
import { askModel } from './messages.ts';
import type { CodeRequest } from './prompt.ts';
import type { StoredMessage } from './read-answer.ts';
import { oneCaller } from './one-caller.ts';
import { callKey, keepAnswer, readAnswer } from './response-cache.ts';

export interface AskDependencies {
  artifacts: ArtifactStore;
  settings: ClientSettings;
  /** Identifies the run: an answer that another run paid for costs this one nothing. */
  payer: string;
  /** Called while an answer comes in. */
  heartbeat: () => void;
  signal: AbortSignal;
}

export type Asked =
  | { outcome: 'answered'; message: StoredMessage; usage: ModelUsage; from: 'model' | 'cache' }
  | ({ outcome: 'unanswered'; usage: ModelUsage } & FailedCall);

/**
 * The answer to a request: the one that is kept, else the model's, which is kept before anything looks at it. So no
 * answered call is paid twice, wherever a worker dies, and not by two workers that ask at the same moment either. An
 * answer of another run that turned out wrong is not taken: this run asks for itself.
 *
 * At most one call is made for one `ask` of a run, because its price was reserved once. When an earlier attempt made
 * it and nobody knows its end, that is what comes of it.
 *
 * @throws MillwrightError `model_key_missing`, `workspace_unwritable`.
 */
export async function askOnce(
  dependencies: AskDependencies,
  input: GenerateInput,
  request: CodeRequest,
): Promise<Asked> {
  const { artifacts: store, settings, payer, signal } = dependencies;
  const { taskId, round, decisionId } = input;
  const { replayed } = settings;
  const key = callKey({ requestHash: hashJson(request), taskId, round, decisionId, replayed });
  const ask: BilledAsk | undefined = input.ask === undefined ? undefined : { payer, key, ask: input.ask };
  const find = async (): Promise<Asked | undefined> => {
    const kept = await readAnswer(store, key);
    const bill = ask && (await readBill(store, ask));
    const isOwn = kept?.payer === payer;
    if (kept && (isOwn || !(await isRefuted(store, kept.answerHash)))) {
      const { message, answerHash } = kept;
      // An earlier request of this run has counted it, unless it is this one that made the call.
      const isOwed = isOwn && (bill !== undefined || ask === undefined);
      const usage = isOwed ? usageOfAnswer(request, message) : (bill?.usage ?? noUsage(request.model));
      return { outcome: 'answered', message, usage: { ...usage, replayed, answerHash }, from: 'cache' };
    }
    return bill && { outcome: 'unanswered', ...bill.failure, usage: bill.usage };
  };
  const call = async (): Promise<Asked> => {
    if (settings.apiKey === '')
      throw new MillwrightError(
        'model_key_missing',
        `task ${taskId} needs the model, and there is no API key`,
      );
    signal.throwIfAborted();
    if (ask) await writeBill(store, ask, { usage: { ...worstCase(request), replayed }, failure: LOST });
    const end = await askModel(request, { ...dependencies, about: `task ${taskId}, round ${round}` });
    const usage = { ...end.usage, replayed };
    try {
      if (end.answered) {
        const { message } = end;
        const answerHash = await keepAnswer(store, key, { message, payer });
        return { outcome: 'answered', message, usage: { ...usage, answerHash }, from: 'model' };
      }
      if (ask) await writeBill(store, ask, { usage, failure: end.failure });
      return { outcome: 'unanswered', ...end.failure, usage };
    } catch (error) {
      return { outcome: 'unanswered', ...failureOf(error), usage };
    }
  };
  return oneCaller({ store, key, by: payer, signal }, { find, ask: call });
}

/** A call that has been made is counted, also when nothing of it could be kept. */
export function failureOf(error: unknown): FailedCall {
  const code = error instanceof MillwrightError ? error.code : 'internal';
  const reason = error instanceof Error ? error.message : String(error);
  return { code, reason, wasTaken: true };
}

/** A lost worker is no attempt of the task. */
const LOST: FailedCall = {
  code: 'model_unreachable',
  reason: 'The worker was lost while the model answered.',
  wasTaken: false,
};
