import { MillwrightError } from '../../../errors.ts';
import type { Environment, Specification, Task } from '../../../spec/model.ts';
import type { NodeCatalogue } from '../../catalogue/catalogue.ts';
import type { CredentialLookup } from '../credential-lookup.ts';
import type { Findings } from '../findings.ts';
import type { Fragment } from '../../document/fragment.ts';
import type { Identity } from '../../document/identity.ts';

export interface FragmentInput {
  /** With its parameters resolved. */
  specification: Specification;
  environment: Environment;
  task: Task;
  catalogue: NodeCatalogue;
  credentials: CredentialLookup;
  identity: Identity;
  /** Goes up when n8n holds an orphaned registration of a webhook id (n8n 2.41). */
  webhookGeneration?: number;
  /** The code of a transform: verified by its samples, or the author's own. */
  code?: string;
  /** Takes what is wrong with a part, so that the others are looked at, too; without it the first problem is thrown. */
  findings?: Findings;
}

export type FragmentCompiler = (input: FragmentInput) => Fragment;

/** The part of the task that the compiler needs. @throws MillwrightError `spec_invalid` when it is not there. */
export function requirePart<T>(part: T | undefined, task: Task, name: string): T {
  if (part !== undefined) return part;
  throw new MillwrightError('spec_invalid', `Task ${task.task_id} (${task.action_type}) has no \`${name}\`.`);
}
