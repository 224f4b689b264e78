import { z } from 'zod';
import type { ApiSend } from '../api-send.ts';
import { parseAnswer } from '../parse-answer.ts';
import type { Transport } from '../transport.ts';
import type { SessionSend } from '../session.ts';

/** `nodes.json` of n8n 2.41 has 17.8 MB. */
const MAX_DESCRIPTION_BYTES = 96 * 1024 * 1024;

const publicationStatusSchema = z.object({
  data: z.object({
    status: z.string(),
    liveVersionId: z.string().nullish(),
    triggers: z
      .array(z.looseObject({ nodeId: z.string(), status: z.string(), errorMessage: z.string().nullish() }))
      .default([]),
  }),
});

const settingsSchema = z.object({ data: z.looseObject({ versionCli: z.string() }) });

export type PublicationStatus = z.infer<typeof publicationStatusSchema>['data'];

/** What concerns the instance itself. All but {@link isReady} and {@link checkKey} need a session. */
export interface InstanceApi {
  /** Only `/healthz/readiness` tells the truth: other paths answer 200 while n8n starts (n8n 2.41). */
  isReady(): Promise<boolean>;
  /** @throws MillwrightError `n8n_unauthorized` when the API key is not valid. */
  checkKey(): Promise<void>;
  version(): Promise<string>;
  /** Node descriptions as JSON text, unparsed. */
  fetchNodeDescriptions(): Promise<unknown>;
  fetchNodeVersions(): Promise<string[]>;
  /** Undefined when this instance publishes synchronously and has no such status. */
  publicationStatus(workflowId: string): Promise<PublicationStatus | undefined>;
}

export function createInstanceApi(
  transport: Transport,
  send: ApiSend,
  sendWithSession: SessionSend,
): InstanceApi {
  return {
    async isReady() {
      const answer = await transport.send({ method: 'GET', path: '/healthz/readiness' });
      return answer.status === 200;
    },

    async checkKey() {
      await send.json('GET', '/api/v1/workflows?limit=1', z.unknown(), 'to use its API');
    },

    async version() {
      const answer = await sendWithSession({ method: 'GET', path: '/rest/settings' });
      return parseAnswer(answer, settingsSchema, 'to read its settings').data.versionCli;
    },

    async fetchNodeDescriptions() {
      const answer = await sendWithSession({
        method: 'GET',
        path: '/types/nodes.json',
        maxBytes: MAX_DESCRIPTION_BYTES,
        timeoutMs: 60_000,
      });
      return parseAnswer(answer, z.unknown(), 'to read the node descriptions');
    },

    async fetchNodeVersions() {
      const answer = await sendWithSession({ method: 'GET', path: '/types/node-versions.json' });
      return parseAnswer(answer, z.array(z.string()), 'to read the node versions');
    },

    async publicationStatus(workflowId) {
      const path = `/rest/workflows/${encodeURIComponent(workflowId)}/publication-status`;
      const answer = await sendWithSession({ method: 'GET', path });
      if (answer.status === 404) return undefined;
      return parseAnswer(answer, publicationStatusSchema, 'to read the publication status').data;
    },
  };
}
