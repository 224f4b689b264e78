import { ALIASES, hasWrapper } from './aliases.ts';
import { givenAt, placesLeft } from './given-by-node.ts';
import { isPlainObject } from './json-value.ts';
import { fromPointer, toPointer } from './pointer.ts';

/**
 * Finds the place in the author's document that a pointer into the canonical or the normal form means: behind the
 * wrapper, under an alias, in the flat form of `node`, in a configuration map. What is not in the
 * document (a missing field, something inferred) leads to what would hold it.
 */
export function documentPointer(document: unknown, pointer: string): string {
  const path: PropertyKey[] = [];
  let value = document;
  if (hasWrapper(document)) {
    path.push('specification_output');
    value = document.specification_output;
  }
  for (const segment of fromPointer(inNode(document, pointer))) {
    const key = memberKey(value, segment, path.at(-1));
    if (key === 'transparent') continue;
    if (key === undefined) break;
    path.push(key.name);
    value = key.value;
  }
  return toPointer(path);
}

const PART = /^(.*\/task_summary\/\d+)\/(webhook_instructions|gate_instructions)(?:\/([^/]*))?/;
const ENTRY = /^(.*\/task_summary\/\d+)(\/n8n_instructions(?:\/node)?\/configuration\/)(\d+)(.*)$/;

/** What a webhook or gate is given by may stand in the configuration of its node. */
function inNode(document: unknown, pointer: string): string {
  const [, ofTask = '', part = '', field] = PART.exec(pointer) ?? [];
  const given = part === '' ? undefined : givenAt(taskAt(document, ofTask), part, field);
  if (given !== undefined) return ofTask + toPointer(given);
  const [, entryOf, configuration = '', index, rest = ''] = ENTRY.exec(pointer) ?? [];
  if (entryOf === undefined) return pointer;
  const place = placesLeft(taskAt(document, entryOf))?.[Number(index)];
  return place === undefined ? pointer : `${entryOf}${configuration}${place}${rest}`;
}

/** The task as the author wrote it; empty when there is none. */
function taskAt(document: unknown, pointer: string): Record<string, unknown> {
  const root = hasWrapper(document) ? document.specification_output : document;
  const task = fromPointer(pointer).reduce<unknown>(
    (value, key) => (Array.isArray(value) || isPlainObject(value) ? Reflect.get(value, key) : undefined),
    root,
  );
  return isPlainObject(task) ? task : {};
}

interface Member {
  name: string;
  value: unknown;
}

function memberKey(
  value: unknown,
  segment: string,
  parent: PropertyKey | undefined,
): Member | 'transparent' | undefined {
  if (Array.isArray(value)) {
    return Number(segment) < value.length ? { name: segment, value: value[Number(segment)] } : undefined;
  }
  if (!isPlainObject(value)) return undefined;
  const name = memberName(value, segment, parent);
  if (name !== undefined) return { name, value: value[name] };
  return parent === 'n8n_instructions' && segment === 'node' ? 'transparent' : undefined;
}

function memberName(
  value: Record<string, unknown>,
  segment: string,
  parent: PropertyKey | undefined,
): string | undefined {
  if (Object.hasOwn(value, segment)) return segment;
  const keys = Object.keys(value);
  // In a configuration map, entry 2 of the normal form is the third key.
  if (parent === 'configuration' && /^\d+$/.test(segment)) return keys[Number(segment)];
  return keys.find((key) => isAliasOf(key, segment));
}

function isAliasOf(key: string, canonical: string): boolean {
  return Object.values(ALIASES).some((aliases) => aliases[key] === canonical);
}
