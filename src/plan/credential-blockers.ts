import type { Blocker } from '../protocol/run.ts';
import { blockerOf } from './blocker.ts';
import type { RequiredCredential } from './required-credentials.ts';

/** What is missing in n8n, by name and type; the same for `plan` and for a run. */
export function credentialBlockers(
  required: readonly RequiredCredential[],
  existing: readonly { name: string; type: string }[],
): Blocker[] {
  return required.flatMap((each) => credentialBlocker(each, existing));
}

function credentialBlocker(
  { name, type, tasks }: RequiredCredential,
  existing: readonly { name: string; type: string }[],
): Blocker[] {
  const matches = existing.filter((each) => each.name === name && each.type === type).length;
  if (matches === 1) return [];
  const wanted = `credential "${name}" of type ${type}`;
  const [description, resolution] =
    matches === 0
      ? [`n8n has no ${wanted}.`, 'Create it in n8n under this name; the run goes on by itself.']
      : [
          `n8n has ${matches} times a ${wanted}: the name is ambiguous.`,
          'Rename all but one in n8n; the run goes on by itself.',
        ];
  return [blockerOf('missing_credential', description, tasks, resolution)];
}
