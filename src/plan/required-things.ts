import type { JsonObject } from '../protocol/json.ts';
import type { NodeInstruction } from '../spec/instructions.ts';
import type { Specification } from '../spec/model.ts';
import { neededThings, thingText, type NeededThing } from '../spec/needed-things.ts';
import { nodesOfTask } from '../spec/nodes-of-task.ts';

/** A data table or workflow that must be in n8n. */
export interface RequiredThing {
  thing: NeededThing;
  /** Ids of the tasks whose nodes cannot work without it. */
  tasks: string[];
}

/** Every one that the nodes name, each once, in the order of its first use. */
export function requiredThings({ implementation }: Specification): RequiredThing[] {
  const required = new Map<string, RequiredThing>();
  for (const task of implementation.task_summary) {
    for (const { node } of nodesOfTask(task)) {
      for (const thing of neededThings(node.node_type, literalsOf(node))) {
        const entry = required.get(thingText(thing)) ?? { thing, tasks: [] };
        required.set(thingText(thing), entry);
        if (entry.tasks.at(-1) !== task.task_id) entry.tasks.push(task.task_id);
      }
    }
  }
  return [...required.values()];
}

/** The parameters as far as they are written as they are. */
function literalsOf({ configuration }: NodeInstruction): JsonObject {
  return Object.fromEntries(
    configuration.flatMap(({ source, field, value }) => (source === 'literal' ? [[field, value]] : [])),
  );
}
