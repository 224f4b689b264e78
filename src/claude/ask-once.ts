import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import { MillwrightError } from '../errors.ts';
import type { GenerateInput, ModelUsage } from '../protocol/activities.ts';
import type { ClientSettings } from './client-settings.ts';
import { askModel } from './messages.ts';
import { callCostUsd } from './prices.ts';
import type { CodeRequest } from './prompt.ts';
import { readUsage, type StoredMessage } from './read-answer.ts';
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

export interface Asked {
  message: StoredMessage;
  usage: ModelUsage;
  from: 'model' | 'cache';
}

/**
 * The answer to a request: the one that is kept, else the model's, which is kept before anything looks at it. So no
 * answered call is paid twice, wherever a worker dies, and not by two workers that ask at the same moment either.
 *
 * @throws MillwrightError `model_*`, `workspace_unwritable`.
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
  const find = async (): Promise<Asked | undefined> => {
    const kept = await readAnswer(store, key);
    if (!kept) return undefined;
    const usage = kept.payer === payer ? usageOf(request.model, kept.message) : noUsage(request.model);
    const { message, answerHash } = kept;
    return { message, usage: { ...usage, replayed, answerHash }, from: 'cache' };
  };
  const ask = async (): Promise<Asked> => {
    if (settings.apiKey === '')
      throw new MillwrightError(
        'model_key_missing',
        `task ${taskId} needs the model, and there is no API key`,
      );
    const message = await askModel(request, { ...dependencies, about: `task ${taskId}, round ${round}` });
    const answerHash = await keepAnswer(store, key, { message, payer });
    return { message, usage: { ...usageOf(request.model, message), replayed, answerHash }, from: 'model' };
  };
  return oneCaller({ store, key, by: payer, signal }, { find, ask });
}

/** Of code for which nothing was paid. */
export function noUsage(model: string): ModelUsage {
  return { model, inputTokens: 0, outputTokens: 0, costUsd: 0, replayed: false };
}

/** Input counts all that was read, from the cache or not. */
function usageOf(model: string, message: StoredMessage): ModelUsage {
  const usage = readUsage(message);
  return {
    model,
    inputTokens:
      usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.cacheWriteHourTokens,
    outputTokens: usage.outputTokens,
    costUsd: callCostUsd(model, usage),
    replayed: false,
  };
}
