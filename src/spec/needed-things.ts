import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { isPlainObject } from './json-value.ts';

/** Something besides nodes and credentials that has to be in n8n before a node can work. */
export type NeededThing =
  { kind: 'data_table'; by: 'name' | 'id'; value: string } | { kind: 'workflow'; value: string };

/** "Execute Sub-workflow", "Execute Workflow", "Call n8n Sub-Workflow Tool", "Workflow Retriever", and their full types. */
const CALLS_WORKFLOW =
  /^execute (sub-?)?workflow$|sub-?workflow tool$|^workflow retriever$|\.(execute|tool|retriever)Workflow$/i;

/**
 * What a node needs, as far as its parameters name it; what an expression computes is known to nobody before it runs.
 * @param nodeType display name or full type
 */
export function neededThings(nodeType: string, parameters: JsonObject): NeededThing[] {
  const table = located(parameters['dataTableId']);
  const tables: NeededThing[] =
    table === undefined
      ? []
      : [{ kind: 'data_table', by: table.mode === 'name' ? 'name' : 'id', value: table.value }];
  const { source = 'database' } = parameters;
  const workflow =
    CALLS_WORKFLOW.test(nodeType) && source === 'database' ? located(parameters['workflowId']) : undefined;
  return workflow === undefined ? tables : [...tables, { kind: 'workflow', value: workflow.value }];
}

/** In words: `data table named "reorders"`. */
export function thingText(thing: NeededThing): string {
  switch (thing.kind) {
    case 'data_table':
      return `data table ${thing.by === 'name' ? 'named' : 'with the id'} "${thing.value}"`;
    case 'workflow':
      return `workflow with the id "${thing.value}"`;
  }
}

/** n8n's resource locator, or the bare value of older node versions. */
function located(value: JsonValue | undefined): { mode: string; value: string } | undefined {
  if (typeof value === 'string') return literal('id', value);
  if (value === undefined || !isPlainObject(value)) return undefined;
  const { mode, value: inner } = value;
  return typeof inner === 'string' ? literal(typeof mode === 'string' ? mode : 'id', inner) : undefined;
}

function literal(mode: string, value: string): { mode: string; value: string } | undefined {
  return value === '' || value.startsWith('=') ? undefined : { mode, value };
}
