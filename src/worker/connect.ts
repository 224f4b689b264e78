import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/** Connects as the Temporal CLI would: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, profiles. */
export async function connectWorker(): Promise<NativeConnection> {
  return NativeConnection.connect(loadClientConnectConfig().connectionOptions);
}

export function workerNamespace(): string {
  return loadClientConnectConfig().namespace ?? 'default';
}
