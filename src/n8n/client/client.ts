import { createApiSend } from './api-send.ts';
import { createCredentialsApi, type CredentialsApi } from './api/credentials.ts';
import { createDataTablesApi, type DataTablesApi } from './api/data-tables.ts';
import { createExecutionsApi, type ExecutionsApi } from './api/executions.ts';
import { createInstanceApi, type InstanceApi } from './api/instance.ts';
import { createWorkflowsApi, type WorkflowsApi } from './api/workflows.ts';
import type { SessionCredentials } from './log-in.ts';
import { createSessionSend, type SessionOptions } from './session.ts';
import { createTransport, type Transport } from './transport.ts';

export interface N8nAccess {
  url: string;
  apiKey: string;
  /** Service user for what n8n gives to sessions only: node descriptions and publication status. */
  session?: SessionCredentials;
}

/** One n8n instance (supported: 2.41). */
export interface N8nClient extends WorkflowsApi, CredentialsApi, DataTablesApi, ExecutionsApi, InstanceApi {
  readonly url: string;
  readonly hasSession: boolean;
  /** Requests without key or session: webhooks and forms. */
  readonly transport: Transport;
  /** Ends what is waited for; what cleans up after it does not listen to this. */
  readonly signal?: AbortSignal | undefined;
}

/** Opens nothing: the first request is made by the first call. */
export function createN8nClient(
  { url, apiKey, session }: N8nAccess,
  options: SessionOptions = {},
): N8nClient {
  const transport = createTransport(url);
  const send = createApiSend(transport, apiKey);
  return {
    url: transport.url,
    hasSession: session !== undefined,
    transport,
    signal: options.signal,
    ...createWorkflowsApi(send),
    ...createCredentialsApi(send),
    ...createDataTablesApi(send),
    ...createExecutionsApi(send),
    ...createInstanceApi(transport, send, createSessionSend(transport, session, options)),
  };
}
