import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import { MillwrightError } from '../../errors.ts';
import type { AppliedTask } from '../../protocol/owner.ts';
import type { Environment, Specification } from '../../spec/model.ts';
import { n8nInstanceName } from '../../spec/n8n-instance.ts';
import type { NodeCatalogue } from '../catalogue/catalogue.ts';
import { createCredentialLookup } from './credential-lookup.ts';
import { Findings } from './findings.ts';
import type { Fragment } from '../document/fragment.ts';
import { compileFragment } from './fragments/registry.ts';
import type { CredentialSummary } from '../client/wire.ts';

/** Documents of a task, read by hash. */
export interface TaskDocuments {
  /** With its parameters resolved. */
  specification: Specification;
  environment: Environment;
}

/** Reads both documents from the store. */
export type DocumentReader = (reference: {
  specificationHash: string;
  environmentHash: string;
}) => Promise<TaskDocuments>;

export interface CompileContext {
  documents: DocumentReader;
  artifacts: ArtifactStore;
  catalogue: NodeCatalogue;
  credentials: readonly CredentialSummary[];
  componentId: string;
  /** Stands in for code that is not written yet (a plan); a transform without code is a failure otherwise. */
  placeholderCode?: string;
}

/** One task's fragment, or why there is none. A task that fails does not stop the others. */
export async function compileTask(
  context: CompileContext,
  applied: AppliedTask,
): Promise<Fragment | MillwrightError> {
  try {
    const { specification, environment } = await context.documents(applied);
    const task = specification.implementation.task_summary.find(({ task_id }) => task_id === applied.taskId);
    if (task === undefined) {
      return new MillwrightError('spec_invalid', `The specification has no task "${applied.taskId}".`);
    }
    const generated =
      applied.codeHash === undefined ? undefined : await context.artifacts.getText(applied.codeHash);
    const code = generated ?? task.code_instructions?.source ?? context.placeholderCode;
    const findings = new Findings();
    const lookup = createCredentialLookup(context.credentials, environment);
    const fragment = findings.part(() =>
      compileFragment({
        specification,
        environment,
        task,
        catalogue: context.catalogue,
        // Without its credential the rest of the task is looked at all the same.
        credentials: (name, type) => findings.part(() => lookup(name, type)) ?? { id: '', name },
        findings,
        identity: {
          n8nInstance: n8nInstanceName(environment),
          specId: specification.spec_id,
          componentId: context.componentId,
        },
        ...(code === undefined ? {} : { code }),
      }),
    );
    findings.throwIfAny();
    return fragment ?? new MillwrightError('internal', `Task ${task.task_id} gave no nodes.`);
  } catch (error) {
    // A broken store or a bug is no property of the task.
    if (!(error instanceof MillwrightError) || error.class === 'transient' || error.class === 'critical')
      throw error;
    return error;
  }
}
