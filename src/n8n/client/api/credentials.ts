import type { JsonObject } from '../../../protocol/json.ts';
import type { ApiSend } from '../api-send.ts';
import { credentialPageSchema, credentialSchema, type CredentialSummary } from '../wire.ts';

/** What a new credential takes. `data` holds secrets: it goes to n8n and nowhere else. */
export interface NewCredential {
  /** Chosen by the caller, so that a repeated create makes no second one (n8n 2.41). */
  id?: string;
  name: string;
  type: string;
  data: JsonObject;
}

/** Credentials by name and type; n8n never gives their values back. */
export interface CredentialsApi {
  listCredentials(): Promise<CredentialSummary[]>;
  createCredential(credential: NewCredential): Promise<CredentialSummary>;
  deleteCredential(credentialId: string): Promise<void>;
}

export function createCredentialsApi(send: ApiSend): CredentialsApi {
  return {
    async listCredentials() {
      const found: CredentialSummary[] = [];
      let cursor: string | null | undefined;
      do {
        const query = new URLSearchParams({ limit: '250' });
        if (typeof cursor === 'string') query.set('cursor', cursor);
        const path = `/api/v1/credentials?${query.toString()}`;
        const page = await send.json('GET', path, credentialPageSchema, 'to list credentials');
        found.push(...page.data);
        cursor = page.nextCursor;
      } while (typeof cursor === 'string');
      return found;
    },

    createCredential: (credential) =>
      send.json(
        'POST',
        '/api/v1/credentials',
        credentialSchema,
        `to create credential "${credential.name}"`,
        credential,
      ),

    deleteCredential: (credentialId) =>
      send.deleteIfThere(
        `/api/v1/credentials/${encodeURIComponent(credentialId)}`,
        `to delete credential ${credentialId}`,
      ),
  };
}
