import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';
import { MillwrightError } from '../errors.ts';
import type { GenerateInput, ModelUsage } from '../protocol/activities.ts';
import type { ClientSettings } from './client-settings.ts';
import { askModel } from './messages.ts';
import { callCostUsd } from './prices.ts';
import type { CodeRequest } from './prompt.ts';
import { readUsage, type StoredMessage } from './read-answer.ts';
import { ResponseCache } from './response-cache.ts';

export interface AskDependencies {
  artifacts: ArtifactStore;
  settings: ClientSettings;
  /** Absolute path; the indexes of answers and of accepted code are kept below it. */
  dataFolder: string;
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
 * answered call is paid twice, wherever the worker dies (M49).
 *
 * @throws MillwrightError `model_*`, `workspace_unwritable`.
 */
export async function askOnce(
  dependencies: AskDependencies,
  input: GenerateInput,
  request: CodeRequest,
): Promise<Asked> {
  const { artifacts, settings, payer } = dependencies;
  const { taskId, round, decisionId } = input;
  const cache = new ResponseCache(artifacts, dependencies.dataFolder);
  const call = { requestHash: hashJson(request), taskId, round, decisionId, replayed: settings.replayed };
  const cached = await cache.read(call);
  if (cached) {
    const usage = cached.payer === payer ? usageOf(request.model, cached.message) : noUsage(request.model);
    return { message: cached.message, usage: { ...usage, replayed: settings.replayed }, from: 'cache' };
  }
  if (settings.apiKey === '')
    throw new MillwrightError('model_key_missing', `task ${taskId} needs the model, and there is no API key`);
  const message = await askModel(request, { ...dependencies, about: `task ${taskId}, round ${round}` });
  await cache.write(call, { message, payer });
  return {
    message,
    usage: { ...usageOf(request.model, message), replayed: settings.replayed },
    from: 'model',
  };
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
