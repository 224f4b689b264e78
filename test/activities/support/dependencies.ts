import type { ActivityDependencies } from '../../../src/activities/dependencies.ts';
import { LocalArtifactStore } from '../../../src/artifacts/local-store.ts';
import { LOCAL_ENVIRONMENT } from '../../../src/spec/local-environment.ts';

/** What a worker has, in one folder; no model is asked. */
export function dependenciesIn(
  folder: string,
  openN8n: ActivityDependencies['openN8n'],
  modelUrl = 'http://127.0.0.1:1',
): ActivityDependencies {
  return {
    artifacts: new LocalArtifactStore(folder),
    catalogueFolder: folder,
    runsFolder: folder,
    model: { apiKey: '', baseUrl: modelUrl, replayed: true, idleTimeoutMs: 1 },
    defaultEnvironment: async () => LOCAL_ENVIRONMENT,
    standInsUrl: async () => undefined,
    openN8n,
    searchAttributesRegistered: false,
    secrets: () => [],
  };
}
