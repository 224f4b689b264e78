import type { CredentialReference } from '../document/fragment.ts';
import { MillwrightError } from '../../errors.ts';
import type { Environment } from '../../spec/model.ts';
import type { CredentialSummary } from '../client/wire.ts';

/**
 * Finds a credential of the specification in n8n: by the name the environment file gives it, and by type.
 * @throws MillwrightError `credential_missing` or `credential_ambiguous`.
 */
export type CredentialLookup = (logicalName: string, type: string) => CredentialReference;

/**
 * @param stored the credentials of the instance. n8n binds a reference without an id to the first credential of that
 * type, whatever its name (n8n 2.41): so a reference always carries both.
 */
export function createCredentialLookup(
  stored: readonly CredentialSummary[],
  environment: Environment,
): CredentialLookup {
  return (logicalName, type) => {
    const name = environment.credentials[logicalName] ?? logicalName;
    const named = stored.filter((credential) => credential.name === name);
    const found = named.filter((credential) => credential.type === type);
    const [first, second] = found;
    if (second !== undefined) {
      throw new MillwrightError(
        'credential_ambiguous',
        `n8n has ${found.length} credentials "${name}" of type ${type}.`,
      );
    }
    if (first !== undefined) return { id: first.id, name: first.name };
    const other = named[0] === undefined ? '' : ` There is one of this name of type ${named[0].type}.`;
    throw new MillwrightError(
      'credential_missing',
      `n8n has no credential "${name}" of type ${type}.${other}`,
    );
  };
}
