import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { Problem } from '../../protocol/problem.ts';
import { isPlainObject } from '../json-value.ts';
import type { Specification } from '../model.ts';
import { toPointer } from '../pointer.ts';
import { schemaPathProblems } from './schema-paths.ts';
import { isSchemaObject, resolveReference } from './schema-reference.ts';

/** What the shape of a JSON Schema cannot say: that its references lead somewhere within it, and to an end. */
export function dataSchemaRules(specification: Specification): Problem[] {
  const named = Object.entries(specification.schemas).flatMap(([name, schema]) =>
    referenceProblems(schema, ['schemas', name]),
  );
  const inline = specification.implementation.task_summary.flatMap((task, index) =>
    (['input_schema', 'output_schema'] as const).flatMap((field) => {
      const schema = task.code_instructions?.[field];
      const path = ['implementation', 'task_summary', index, 'code_instructions', field];
      return schema === undefined || typeof schema === 'string' ? [] : referenceProblems(schema, path);
    }),
  );
  return [...named, ...inline];
}

function referenceProblems(root: JsonObject, path: PropertyKey[]): Problem[] {
  const problems: Problem[] = [];
  const visit = (value: JsonValue, at: PropertyKey[]): void => {
    if (Array.isArray(value)) value.forEach((member, index) => visit(member, [...at, index]));
    if (!isSchemaObject(value)) return;
    const reference = value['$ref'];
    if (typeof reference === 'string' && !leadsSomewhere(root, reference))
      problems.push(unresolved(reference, [...at, '$ref']));
    for (const [key, member] of Object.entries(value))
      if (!DATA_KEYWORDS.has(key)) visit(member, [...at, key]);
  };
  visit(root, path);
  return problems.length > 0 ? problems : schemaPathProblems(root, path);
}

/** Keywords whose values are data, not schemas. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);

function leadsSomewhere(root: JsonObject, reference: string): boolean {
  const value = resolveReference(root, reference);
  return isPlainObject(value) || typeof value === 'boolean';
}

function unresolved(reference: string, path: PropertyKey[]): Problem {
  return {
    rule: 'unresolved_reference',
    pointer: toPointer(path),
    message: `\`${reference}\` leads nowhere in this schema.`,
    fix: 'Declare it under `$defs` of the same schema, or write the schema in its place.',
  };
}
