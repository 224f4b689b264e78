/** Hex SHA-256 of an artifact's bytes. */
export type ArtifactHash = string;

/** Content-addressed store: the same content has the same hash, so writing twice is harmless. */
export interface ArtifactStore extends NameStore {
  putText(text: string): Promise<ArtifactHash>;
  /** Stores the canonical JSON (RFC 8785) of `value`, so equal values have equal hashes. */
  putJson(value: unknown): Promise<ArtifactHash>;
  /** @throws MillwrightError `artifact_missing` or `artifact_corrupt`. */
  getText(hash: ArtifactHash): Promise<string>;
  getJson(hash: ArtifactHash): Promise<unknown>;
  has(hash: ArtifactHash): Promise<boolean>;
}

/**
 * Names for artifacts: paths such as `runs/<workflow id>/<run id>`, of any characters. All that changes in a store is
 * what its names stand for.
 */
export interface NameStore {
  /**
   * Lets the name stand for the artifact. With `onlyIfAbsent` exactly one of several writers succeeds, whatever
   * process or machine they run on.
   *
   * @returns false when the name was to be new and is not; then nothing was changed
   * @throws MillwrightError `workspace_unwritable`.
   */
  setName(name: string, hash: ArtifactHash, options?: { onlyIfAbsent?: boolean }): Promise<boolean>;
  /** @throws MillwrightError `workspace_unreadable`. */
  getName(name: string): Promise<ArtifactHash | undefined>;
  /** All names that begin with `<prefix>/`, sorted. */
  listNames(prefix: string): Promise<string[]>;
}
