import * as z from 'zod';

/** What may stand at a place of the author's form, for messages that name the fields there. */
export interface Fields {
  /** What people call the thing, e.g. "task". */
  title: string;
  names: string[];
}

/** The fields of the object (or of all possible objects) at the end of `path`. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): Fields {
  let schemas = alternatives(schema);
  for (const key of path) schemas = schemas.flatMap((current) => members(current, key)).flatMap(alternatives);
  const objects = schemas.filter((current) => current instanceof z.core.$ZodObject);
  const titles = objects.flatMap((object) => z.globalRegistry.get(object)?.title ?? []);
  return {
    title: [...new Set(titles)].join(' or ') || 'map',
    names: [...new Set(objects.flatMap((object) => Object.keys(object._zod.def.shape)))],
  };
}

/** The schema without what only wraps it, one entry for each way it can be read. */
function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  ) {
    return alternatives(schema._zod.def.innerType);
  }
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap(alternatives);
  return [schema];
}

function members(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodArray) return [schema._zod.def.element];
  if (schema instanceof z.core.$ZodRecord) return [schema._zod.def.valueType];
  if (!(schema instanceof z.core.$ZodObject)) return [];
  const member = schema._zod.def.shape[String(key)];
  return member === undefined ? [] : [member];
}
