import { isPlainObject } from './json-value.ts';

/**
 * The phase format gives webhooks and gates by the configuration of their node. Here they become the instructions that our
 * form has for them; `document-pointer.ts` finds the way back.
 */

type Fields = Record<string, unknown>;

interface Part {
  name: 'webhook_instructions' | 'gate_instructions';
  /** Our name of a field of the node's configuration; undefined for what stays there. */
  fieldOf: (field: string) => string | undefined;
  valueOf: (field: string, value: unknown) => unknown;
}

const WEBHOOK_FIELDS: Readonly<Record<string, string>> = {
  path: 'path',
  method: 'method',
  httpMethod: 'method',
};
const GATE_FIELDS: Readonly<Record<string, string>> = {
  timeout: 'timeout_minutes',
  notification_channel: 'channel',
};

const PARTS: Readonly<Record<string, Part>> = {
  setup_webhook: {
    name: 'webhook_instructions',
    fieldOf: (field) => (Object.hasOwn(WEBHOOK_FIELDS, field) ? WEBHOOK_FIELDS[field] : undefined),
    // n8n takes a path with a slash before it as one without.
    valueOf: (field, value) =>
      field === 'path' && typeof value === 'string' ? value.replace(/^\//, '') : value,
  },
  configure_gate: {
    name: 'gate_instructions',
    fieldOf: (field) => (Object.hasOwn(GATE_FIELDS, field) ? GATE_FIELDS[field] : field),
    valueOf: (field, value) =>
      field === 'timeout_minutes' && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
  },
};

interface Entry {
  field: string;
  value: unknown;
  /** Not taken from somewhere else. */
  isLiteral: boolean;
}

/** A task with its instructions, where its node gives them; any other as it is. */
export function withGivenPart(task: Fields): Fields {
  const part = partOf(task);
  const nodes = task['n8n_instructions'];
  if (part === undefined || !isPlainObject(nodes)) return task;
  const configuration = nodes['configuration'];
  const instructions: Fields = {};
  for (const entry of entriesOf(configuration)) {
    const field = liftedAs(part, entry);
    if (field !== undefined && !isUsualActions(entry)) instructions[field] = part.valueOf(field, entry.value);
  }
  if (Object.keys(instructions).length === 0) return task;
  const rest = withoutLifted(configuration, part);
  return { ...task, n8n_instructions: { ...nodes, configuration: rest }, [part.name]: instructions };
}

/** Where in the node's configuration a field of the instructions stands: a key of the map, a place in the list. */
export function givenAt(task: Fields, partName: string, field: string | undefined): string[] | undefined {
  const part = partOf(task);
  const nodes = task['n8n_instructions'];
  if (part?.name !== partName || !isPlainObject(nodes)) return undefined;
  const { configuration } = nodes;
  const entries = entriesOf(configuration);
  if (entries.every((entry) => liftedAs(part, entry) === undefined)) return undefined;
  const index = entries.findIndex((entry) => field !== undefined && liftedAs(part, entry) === field);
  if (index < 0) return ['n8n_instructions'];
  return Array.isArray(configuration)
    ? ['n8n_instructions', 'configuration', String(index), 'value']
    : ['n8n_instructions', 'configuration', Object.keys(Object(configuration))[index] ?? ''];
}

/** Places in the configuration list of a task that its instructions did not take. */
export function placesLeft(task: Fields): number[] | undefined {
  const part = partOf(task);
  const nodes = task['n8n_instructions'];
  if (part === undefined || !isPlainObject(nodes)) return undefined;
  const entries = entriesOf(nodes['configuration']);
  return entries.flatMap((entry, index) => (liftedAs(part, entry) === undefined ? [index] : []));
}

function partOf(task: Fields): Part | undefined {
  const action = task['action_type'] ?? task['action'];
  const part = typeof action === 'string' && Object.hasOwn(PARTS, action) ? PARTS[action] : undefined;
  return part !== undefined && part.name in task ? undefined : part;
}

function liftedAs(part: Part, { field, isLiteral }: Entry): string | undefined {
  return isLiteral ? part.fieldOf(field) : undefined;
}

function withoutLifted(configuration: unknown, part: Part): unknown {
  const entries = entriesOf(configuration);
  const stays = (index: number): boolean => {
    const entry = entries[index];
    return entry === undefined || liftedAs(part, entry) === undefined;
  };
  if (Array.isArray(configuration)) return configuration.filter((_entry, index) => stays(index));
  return Object.fromEntries(Object.entries(Object(configuration)).filter((_entry, index) => stays(index)));
}

function entriesOf(configuration: unknown): Entry[] {
  if (Array.isArray(configuration)) {
    return configuration.map((entry: unknown) => {
      const { field, value, source = 'literal' } = isPlainObject(entry) ? entry : {};
      return { field: String(field), value, isLiteral: typeof field === 'string' && source === 'literal' };
    });
  }
  if (!isPlainObject(configuration)) return [];
  return Object.entries(configuration).map(([field, value]) => ({ field, value, isLiteral: true }));
}

/** Every gate asks for a yes or a no: saying so changes nothing. Other actions stay, and are refused as unknown. */
function isUsualActions({ field, value }: Entry): boolean {
  if (field !== 'approval_actions' || !Array.isArray(value)) return false;
  const words = value.map((word) => String(word).toLowerCase());
  const [approve = '', reject = '', ...others] = words.toSorted();
  return others.length === 0 && /^approved?$/.test(approve) && /^reject(ed)?$/.test(reject);
}
