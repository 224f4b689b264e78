import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { storeWithFaultPoints } from '../activities/store-with-fault-points.ts';
import { LocalArtifactStore } from '../artifacts/local-store.ts';
import { DEFAULT_BASE_URL, DEFAULT_IDLE_TIMEOUT_MS, type ClientSettings } from '../claude/client-settings.ts';
import { parseConfig, type Config } from '../config.ts';
import { createN8nClient, type N8nAccess, type N8nClient } from '../n8n/client/client.ts';
import { dataFolderAt, type DataFolder } from '../services/data-folder.ts';
import { n8nAccess } from '../services/n8n-access.ts';
import { catalogueFolder } from '../services/places.ts';
import { standInsUrlOf } from '../services/stand-ins-url.ts';
import { loadEnvironment } from '../source/load-environment.ts';
import { LOCAL_ENVIRONMENT } from '../spec/local-environment.ts';

/** What this process knows and holds: the only place where a worker reads keys. */
export function createDependencies(options: {
  searchAttributesRegistered: boolean;
}): ActivityDependencies & { dataFolder: DataFolder } {
  const config = parseConfig(process.env);
  const dataFolder = dataFolderAt(config.home);
  const secrets = new Set<string>();
  const apiKey = process.env['ANTHROPIC_API_KEY'];
  if (apiKey) secrets.add(apiKey);
  return {
    dataFolder,
    artifacts: storeWithFaultPoints(new LocalArtifactStore(dataFolder.artifacts)),
    catalogueFolder: catalogueFolder(),
    runsFolder: dataFolder.runs,
    model: modelSettings(config),
    defaultEnvironment: async () =>
      config.environmentFile === undefined
        ? LOCAL_ENVIRONMENT
        : (await loadEnvironment(config.environmentFile)).environment,
    standInsUrl: () => standInsUrlOf(dataFolder),
    openN8n: async (environment) => open(await n8nAccess(environment, dataFolder), secrets),
    searchAttributesRegistered: options.searchAttributesRegistered,
    secrets: () => [...secrets],
  };
}

/** With a key, or a base URL of one's own: the real thing. Without: the replay server, where one runs. */
function modelSettings({ anthropic }: Config): ClientSettings {
  const idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS;
  const apiKey = process.env['ANTHROPIC_API_KEY'] ?? '';
  const replayUrl = process.env['MILLWRIGHT_REPLAY_URL'];
  if (apiKey === '' && anthropic.baseUrl === undefined && replayUrl) {
    return { apiKey: 'replayed-answers', baseUrl: replayUrl, replayed: true, idleTimeoutMs };
  }
  return { apiKey, baseUrl: anthropic.baseUrl ?? DEFAULT_BASE_URL, replayed: false, idleTimeoutMs };
}

/** For one activity: what it waits for ends with it. */
function open(access: N8nAccess, secrets: Set<string>): N8nClient {
  secrets.add(access.apiKey);
  if (access.session) secrets.add(access.session.password);
  return createN8nClient(access, { signal: Context.current().cancellationSignal });
}
