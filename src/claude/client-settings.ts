/** How the Messages API is reached. Made by the activity from the environment; holds the key, so it is never logged. */
export interface ClientSettings {
  apiKey: string;
  /** Without `/v1`. Any endpoint that speaks the Messages API. */
  baseUrl: string;
  /** Answers come from recordings: they are kept apart from real ones and labelled. */
  replayed: boolean;
  /** A call without a byte for this long is given up. Pings count as bytes. */
  idleTimeoutMs: number;
}

export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

/** The API pings every few seconds while the model thinks: two silent minutes are a dead connection. */
export const DEFAULT_IDLE_TIMEOUT_MS = 120_000;
