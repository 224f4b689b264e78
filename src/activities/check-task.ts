import { Context } from '@temporalio/activity';
import { recordEvidence } from '../checks/evidence-record.ts';
import type { EvidenceSummary } from '../protocol/evidence.ts';
import { compileExpectedPart } from '../checks/expected-part.ts';
import { runCheck } from '../checks/run-check.ts';
import { MillwrightError } from '../errors.ts';
import type { CheckInput } from '../protocol/activities.ts';
import { n8nComponentOf } from '../spec/n8n-component.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { compileContext } from './n8n-context.ts';
import { storedLiveNotes } from './live-notes.ts';
import { readDocuments, taskNamed } from './stored-documents.ts';

/** Code of other tasks is not looked at; it only has to be valid (see `compileExpectedPart`). */
const PLACEHOLDER = 'export function transform(input) { return input; }';

/** Runs the acceptance check of a task and stores what it saw; a failed check is a result, not a failure. */
export async function checkTask(
  dependencies: ActivityDependencies,
  input: CheckInput,
): Promise<EvidenceSummary> {
  const { specification, environment } = await readDocuments(dependencies, input);
  const task = taskNamed(specification, input.taskId);
  const { taskId, round, codeHash, specificationHash, environmentHash } = input;
  const client = await dependencies.openN8n(environment);
  const expectedPart = async (): ReturnType<typeof compileExpectedPart> => {
    const componentId = n8nComponentOf(task, specification);
    if (componentId === undefined)
      throw new MillwrightError('internal', `Task ${taskId} builds nothing in n8n.`);
    const context = await compileContext(dependencies, client, componentId);
    return compileExpectedPart(
      { ...context, placeholderCode: PLACEHOLDER },
      { specificationHash, environmentHash, taskId, ...(codeHash !== undefined && { codeHash }) },
    );
  };
  const standInsUrl = await dependencies.standInsUrl();
  const evidence = await runCheck(
    {
      client,
      expectedPart,
      harnessOwner: thisCheck(),
      liveNotes: storedLiveNotes(dependencies.artifacts, input.run ?? thisCheck(), taskId),
      ...(standInsUrl !== undefined && { standInsUrl }),
    },
    {
      specification,
      environment,
      task,
      round,
      ...(codeHash !== undefined && { codeHash }),
      ...(input.waitedMs !== undefined && { waitedMs: input.waitedMs }),
    },
  );
  return recordEvidence(dependencies.artifacts, evidence);
}

/** The same for every attempt, because a lost one is followed by another with the same id. */
function thisCheck(): string {
  const { workflowExecution, activityId } = Context.current().info;
  return `${workflowExecution?.workflowId ?? ''}/${activityId}`;
}
