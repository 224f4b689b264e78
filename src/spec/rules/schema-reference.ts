import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { isPlainObject } from '../json-value.ts';
import { fromPointer } from '../pointer.ts';

/** A schema that is a map; `true` and `false` are schemas, too, and refer to nothing. */
export function isSchemaObject(value: JsonValue | undefined): value is JsonObject {
  return isPlainObject(value);
}

/** What a reference such as `#/$defs/order` leads to within its schema, if anything. */
export function resolveReference(root: JsonObject, reference: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const segment of fromPointer(decode(reference.slice(1)))) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, segment))
      value = value[segment];
    else return undefined;
  }
  return value;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
