import { MillwrightError } from '../errors.ts';
import type { CompileContext } from '../n8n/compile/compile-task.ts';
import { desiredState } from '../n8n/compile/desired-state.ts';
import type { DesiredDocument } from '../n8n/document/document.ts';
import { edgeKey } from '../n8n/document/edge.ts';
import { compileTasksOf } from '../n8n/compile/tasks-of-component.ts';
import type { Edge, ExpectedNode } from './built-workflow.ts';

/** What one task has to have left in its n8n workflow, and what the whole workflow declares. */
export interface ExpectedPart {
  nodes: ExpectedNode[];
  edges: Edge[];
  /** Edges of all tasks. */
  declaredEdges: Edge[];
}

/**
 * Compiles the whole n8n workflow anew from the specification, and takes the part of one task out of it. Nothing that the
 * writing activity reported is used: evidence comes from the specification and from n8n alone.
 *
 * @param context Its `placeholderCode` stands for the code of the other tasks, whose parts are not looked at.
 * @throws MillwrightError when the task cannot be compiled.
 */
export async function compileExpectedPart(
  context: CompileContext,
  reference: { specificationHash: string; environmentHash: string; taskId: string; codeHash?: string },
): Promise<ExpectedPart> {
  const { specificationHash, environmentHash, taskId, codeHash } = reference;
  const { specification } = await context.documents(reference);
  const tasks = compileTasksOf(specification, context.componentId);
  const state = await desiredState(context, {
    workflowName: context.componentId,
    newest: { specificationHash, environmentHash },
    tasks: tasks.map((task) => ({
      taskId: task.task_id,
      specificationHash,
      environmentHash,
      ...(task.task_id === taskId && codeHash !== undefined ? { codeHash } : {}),
    })),
    previousTasks: [],
  });
  const failure = state.failures.get(taskId);
  if (failure) throw failure;
  return takePart(state.document, taskId);
}

function takePart(document: DesiredDocument, taskId: string): ExpectedPart {
  const names = new Map(document.nodes.map((node) => [node.id, node.name]));
  const named = (edge: DesiredDocument['edges'][number]): Edge => ({
    from: names.get(edge.from) ?? edge.from,
    outputIndex: edge.output,
    to: names.get(edge.to) ?? edge.to,
    inputIndex: edge.input,
    type: edge.toType,
  });
  const isOwn = (key: string): boolean => document.owners.get(key) === taskId;
  if (![...document.owners.values()].includes(taskId)) {
    throw new MillwrightError(
      'internal',
      `Task ${taskId} leaves nothing in n8n, so there is nothing to look at.`,
    );
  }
  return {
    nodes: document.nodes.filter((node) => isOwn(node.id)),
    edges: document.edges.filter((edge) => isOwn(edgeKey(edge))).map(named),
    declaredEdges: document.edges.map(named),
  };
}
