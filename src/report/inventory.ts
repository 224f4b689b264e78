import { z } from 'zod';
import type { RunView, TaskView } from '../protocol/run.ts';
import { codeFile, type CodeFile } from './code-files.ts';
import type { InventoryItem } from './millwright-part.ts';
import { isVerified } from './status-words.ts';

const nodeSchema = z.object({ node_name: z.string() });
const connectionSchema = z.object({
  from_node: z.string(),
  to_node: z.string(),
  output_index: z.number(),
  output: z.string().optional(),
});

/** The part of a specification in normal form that names what is built. */
const buildListSchema = z.object({
  implementation: z.object({
    task_summary: z.array(
      z.object({
        task_id: z.string(),
        n8n_instructions: z
          .object({
            node: nodeSchema.optional(),
            more_nodes: z.array(nodeSchema),
            connections: z.array(connectionSchema),
          })
          .optional(),
        webhook_instructions: z.object({ response: nodeSchema.optional() }).optional(),
      }),
    ),
  }),
});
type BuildTask = z.infer<typeof buildListSchema>['implementation']['task_summary'][number];

export interface Inventory {
  complete: boolean;
  items: InventoryItem[];
}

/**
 * Every node, connection, file and configuration with its owner task.
 * @param specification the specification in normal form, as stored by its hash; without it (undefined, or not
 * readable) nodes and connections are not listed and the inventory says that it is not complete.
 */
export function inventoryOf(view: RunView, specification?: unknown): Inventory {
  const read = buildListSchema.safeParse(specification);
  const buildTasks = read.success ? read.data.implementation.task_summary : [];
  const buildById = new Map(buildTasks.map((task) => [task.task_id, task]));
  const items = view.tasks.filter(wasWritten).flatMap((task) => {
    const build = buildById.get(task.id);
    return [...(build ? n8nItems(task, build) : []), ...fileItems(view, task)];
  });
  return { complete: read.success, items: [...items, ...configurationItems(view)] };
}

/** A task that never began has built nothing; what was put back is not there any more. */
function wasWritten(task: TaskView): boolean {
  return !task.undone && (task.status === 'completed' || task.change !== undefined);
}

function n8nItems(task: TaskView, build: BuildTask): InventoryItem[] {
  const instructions = build.n8n_instructions;
  const own = instructions?.node ? [instructions.node] : [];
  const response = build.webhook_instructions?.response;
  const ownKind = task.actionType === 'configure_gate' ? 'gate' : 'node';
  return [
    ...own.map((node) => item(task, ownKind, node.node_name)),
    ...(response ? [item(task, 'node', response.node_name)] : []),
    ...(instructions?.more_nodes ?? []).map((node) => item(task, 'node', node.node_name)),
    ...(instructions?.connections ?? []).map((edge) => item(task, 'connection', edgeName(edge))),
  ];
}

function edgeName(edge: z.infer<typeof connectionSchema>): string {
  const output = edge.output ?? (edge.output_index === 0 ? undefined : String(edge.output_index));
  return `${edge.from_node}${output === undefined ? '' : ` (${output})`} → ${edge.to_node}`;
}

function fileItems(view: RunView, task: TaskView): InventoryItem[] {
  const file = codeFile(view, task);
  return file === undefined ? [] : [item(task, 'file', file.path)];
}

/** The files that the inventory names. */
export function writtenCode(view: RunView): CodeFile[] {
  return view.tasks.filter(wasWritten).flatMap((task) => codeFile(view, task) ?? []);
}

/** The environment has no owner task, and no evidence of its own. Whether a workflow is on is a configuration too. */
function configurationItems(view: RunView): InventoryItem[] {
  const environment: InventoryItem = {
    kind: 'configuration',
    name: `environment ${view.environmentId}`,
    component: null,
    owner_task: null,
    verified: false,
  };
  const switches = view.tasks
    .filter((task) => task.kind === 'activation' && wasWritten(task))
    .map((task) => item(task, 'configuration', `activation of ${task.component ?? task.id}`));
  return [environment, ...switches];
}

function item(task: TaskView, kind: InventoryItem['kind'], name: string): InventoryItem {
  return { kind, name, component: task.component ?? null, owner_task: task.id, verified: isVerified(task) };
}
