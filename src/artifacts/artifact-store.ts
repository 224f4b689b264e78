/** Hex SHA-256 of an artifact's bytes. */
export type ArtifactHash = string;

/** Content-addressed store: the same content has the same hash, so writing twice is harmless (rule 5). */
export interface ArtifactStore {
  putText(text: string): Promise<ArtifactHash>;
  /** Stores the canonical JSON (RFC 8785) of `value`, so equal values have equal hashes. */
  putJson(value: unknown): Promise<ArtifactHash>;
  /** @throws MillwrightError `artifact_missing` or `artifact_corrupt`. */
  getText(hash: ArtifactHash): Promise<string>;
  getJson(hash: ArtifactHash): Promise<unknown>;
  has(hash: ArtifactHash): Promise<boolean>;
}
