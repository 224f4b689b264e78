import { MillwrightError } from '../../errors.ts';
import type { AppliedTask } from '../../protocol/owner.ts';
import type { Task } from '../../spec/model.ts';
import { compileTask, type CompileContext } from './compile-task.ts';
import { composeDocument, type DesiredDocument } from '../document/document.ts';
import type { Fragment, FragmentNode } from '../document/fragment.ts';

export interface DesiredStateInput {
  workflowName: string;
  newest: { specificationHash: string; environmentHash: string };
  /** All tasks that shall stand in the workflow. */
  tasks: readonly AppliedTask[];
  /** As they were applied last: what a task that cannot be compiled now stays at. */
  previousTasks: readonly AppliedTask[];
}

export interface DesiredState {
  document: DesiredDocument;
  compiled: CompiledTask[];
  /** Tasks that could not be compiled as asked; they stay as they were. */
  failures: Map<string, MillwrightError>;
}

export interface CompiledTask {
  applied: AppliedTask;
  fragment: Fragment;
}

/**
 * Compiles all tasks, in the declared order of the newest specification, and puts them together.
 * @throws MillwrightError when a task that stands in n8n can be compiled neither as asked nor as it was: leaving it
 * out would remove its nodes.
 */
export async function desiredState(context: CompileContext, input: DesiredStateInput): Promise<DesiredState> {
  const { specification } = await context.documents(input.newest);
  const declared = specification.implementation.task_summary;
  const timezone = specification.settings.timezone;
  const ordered = inDeclaredOrder(input.tasks, declared);
  const failures = new Map<string, MillwrightError>();

  for (;;) {
    const compiled = await compileAll(context, ordered, input.previousTasks, failures);
    const document = composeDocument({
      name: input.workflowName,
      ...(timezone === undefined ? {} : { timezone }),
      fragments: compiled.map(({ fragment }) => fragment),
      outputCount: (node) => outputCount(context, node),
      connectionTypes: (node, side) => context.catalogue.connectionTypes(node, side),
      laterNodes: laterNodes(declared, compiled),
    });
    if (document.problems.size === 0) return { document, compiled, failures };
    // What does not fit with the others is left out, and the rest is put together again.
    for (const [taskId, problem] of document.problems) {
      if (failures.has(taskId)) throw problem;
      failures.set(taskId, problem);
    }
  }
}

async function compileAll(
  context: CompileContext,
  tasks: readonly AppliedTask[],
  previousTasks: readonly AppliedTask[],
  failures: Map<string, MillwrightError>,
): Promise<CompiledTask[]> {
  const compiled: CompiledTask[] = [];
  for (const applied of tasks) {
    if (!failures.has(applied.taskId)) {
      const fragment = await compileTask(context, applied);
      if (!(fragment instanceof MillwrightError)) {
        compiled.push({ applied, fragment });
        continue;
      }
      failures.set(applied.taskId, fragment);
    }
    const previous = previousTasks.find(({ taskId }) => taskId === applied.taskId);
    if (previous === undefined) continue;
    const fragment = await compileTask(context, previous);
    if (fragment instanceof MillwrightError) throw fragment;
    compiled.push({ applied: previous, fragment });
  }
  return compiled;
}

function inDeclaredOrder(tasks: readonly AppliedTask[], declared: readonly Task[]): AppliedTask[] {
  const order = new Map(declared.map((task, index) => [task.task_id, index]));
  const place = ({ taskId }: AppliedTask) => order.get(taskId) ?? declared.length;
  return tasks.toSorted((a, b) => place(a) - place(b));
}

function outputCount(context: CompileContext, node: FragmentNode): number | undefined {
  const count = context.catalogue.outputCount(node);
  // n8n puts the error output after the regular ones.
  return count !== undefined && node.onError === 'continueErrorOutput' ? count + 1 : count;
}

/** Names of nodes that tasks make which are not there yet: an edge to one of them waits. */
function laterNodes(declared: readonly Task[], compiled: readonly CompiledTask[]): Set<string> {
  const present = new Set(compiled.map(({ applied }) => applied.taskId));
  const names = declared
    .filter((task) => !present.has(task.task_id))
    .flatMap((task) => [
      task.n8n_instructions?.node?.node_name,
      ...(task.n8n_instructions?.more_nodes ?? []).map((node) => node.node_name),
      task.webhook_instructions?.response?.node_name,
    ]);
  return new Set(names.filter((name) => name !== undefined));
}
