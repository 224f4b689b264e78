import { withGivenPart } from './given-by-node.ts';
import { isPlainObject } from './json-value.ts';

/**
 * Other names for fields, accepted next to those of the phase format, by the definition they belong to. The JSON Schema lists
 * them as deprecated, so that an editor knows them and offers the canonical name.
 */
export const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task: {
    depends_on: 'dependencies_completed',
    dependencies: 'dependencies_completed',
    name: 'task_name',
    action: 'action_type',
    parallel_with: 'can_run_parallel_with',
    acceptance: 'acceptance_check',
  },
  acceptance_check: { type: 'check_type', criteria: 'success_criteria' },
  connection: { from: 'from_node', to: 'to_node' },
  gate_instructions: { notification_channel: 'channel' },
};

/** The document without its wrapper and with canonical names; parts without aliases are not copied. */
export function canonicalNames(document: unknown): unknown {
  const bare = unwrap(document);
  if (!isPlainObject(bare) || !isPlainObject(bare['implementation'])) return bare;
  const tasks = bare['implementation']['task_summary'];
  if (!Array.isArray(tasks)) return bare;
  return { ...bare, implementation: { ...bare['implementation'], task_summary: tasks.map(canonicalTask) } };
}

/** What stands in the wrapper `specification_output`, or the document itself. */
function unwrap(document: unknown): unknown {
  return hasWrapper(document) ? document['specification_output'] : document;
}

export function hasWrapper(document: unknown): document is { specification_output: unknown } {
  return (
    isPlainObject(document) &&
    'specification_output' in document &&
    Object.keys(document).every((key) => key === 'specification_output' || key === EXECUTION_CONTEXT)
  );
}

/** What may stand beside the specification in the wrapper. */
export const EXECUTION_CONTEXT = 'execution_context';

export function besideSpecification(document: unknown): unknown {
  return isPlainObject(document) && 'specification_output' in document
    ? document[EXECUTION_CONTEXT]
    : undefined;
}

function canonicalTask(value: unknown): unknown {
  const task = renamed('task', value);
  if (!isPlainObject(task)) return task;
  const result = { ...task };
  for (const part of ['acceptance_check', 'gate_instructions'])
    if (part in task) result[part] = renamed(part, task[part]);
  const nodes = task['n8n_instructions'];
  if (isPlainObject(nodes) && Array.isArray(nodes['connections'])) {
    const connections = nodes['connections'].map((connection: unknown) => renamed('connection', connection));
    result['n8n_instructions'] = { ...nodes, connections };
  }
  return withGivenPart(result);
}

/** Keeps an alias where its canonical name is taken, so that it is reported as an unknown field. */
function renamed(definition: string, value: unknown): unknown {
  const aliases = ALIASES[definition] ?? {};
  if (!isPlainObject(value) || !Object.keys(aliases).some((alias) => alias in value)) return value;
  const taken = new Set(Object.keys(value));
  const entries = Object.entries(value).map(([key, member]) => {
    const canonical = aliases[key];
    if (canonical === undefined || taken.has(canonical)) return [key, member];
    taken.add(canonical);
    return [canonical, member];
  });
  return Object.fromEntries(entries);
}
