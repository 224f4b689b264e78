import { MillwrightError } from '../../errors.ts';
import type { StoredWorkflow } from './wire.ts';

type Version = Pick<StoredWorkflow, 'versionId' | 'name'>;

/** n8n gives every save of nodes or connections a version of its own; a new name is none. */
export function isSameVersion(now: Version | undefined, before: Version | undefined): boolean {
  return now?.versionId === before?.versionId && now?.name === before?.name;
}

export function changedMeanwhile({ name }: Version): MillwrightError {
  return new MillwrightError(
    'n8n_changed_meanwhile',
    `"${name}" was saved in n8n between reading and writing; nothing was overwritten.`,
  );
}
