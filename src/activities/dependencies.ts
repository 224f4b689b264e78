import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import type { ClientSettings } from '../claude/client-settings.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import type { Environment } from '../spec/model.ts';

/** What activities need from the process they run in; made once per worker by `worker/dependencies.ts`. */
export interface ActivityDependencies {
  artifacts: ArtifactStore;
  /** Folder for the node descriptions of n8n instances. */
  catalogueFolder: string;
  /** Folder with one folder per run: reports, workspaces. */
  runsFolder: string;
  /** How the model is reached; an empty key when there is none. */
  model: ClientSettings;
  /** Used when a run is started without an environment, e.g. by plain Temporal. */
  defaultEnvironment(): Promise<Environment>;
  /** Root address of the loopback stand-ins that run now; each integration lives below its own path. */
  standInsUrl(): Promise<string | undefined>;
  /** @throws MillwrightError when the secrets named by the environment are not there. */
  openN8n(environment: Environment): Promise<N8nClient>;
  searchAttributesRegistered: boolean;
  /** Values that must never be printed. Asked for each time, because they may be read late. */
  secrets: () => string[];
}

/** Hashes under which the two documents of a run are stored. */
export interface DocumentHashes {
  specificationHash: ArtifactHash;
  environmentHash: ArtifactHash;
}
