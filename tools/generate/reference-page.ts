import type { JsonObject, JsonValue } from '../../src/protocol/json.ts';

/** `docs/specification-reference.md`: every field with its type, default and description, from the JSON Schemas. */
export function referencePage(specification: JsonObject, environment: JsonObject): string {
  return [
    '# Specification reference',
    '',
    '<!-- Generated from src/spec/author by `node tools/generate.ts`. -->',
    '',
    INTRODUCTION,
    '',
    '# The specification file',
    '',
    definitionSections(specification, 'specification'),
    '',
    '# The environment file',
    '',
    definitionSections(environment, 'environment'),
    '',
  ].join('\n');
}

const INTRODUCTION = `A specification is a YAML or JSON file; \`millwright validate FILE\` checks it and
\`millwright validate FILE --normal-form\` prints it with everything that was inferred. The first line

\`\`\`yaml
# yaml-language-server: $schema=../../schema/specification.schema.json
\`\`\`

lets an editor complete and underline while you type.

Its field names, and those of \`implementation_output.json\`, are the ones of the *phase format*: documents by which one phase of a
project hands its work to the next. Phase 3 writes the specification (\`specification_output\`, with its \`phase_4_handoff\`), phase 4
builds it, which is what Millwright does, and phase 5 tests what was built (\`phase_5_handoff\`). A specification written by hand
needs no phase before it.

- A document may stand in the wrapper \`specification_output:\`. Fields marked "another name" are accepted.
- \`samples\`, \`cases\` and \`source\` may name a file in the folder of the specification instead; it is read into the document.
- \`\${parameters.name}\` in any text of a task is replaced by the parameter. Text that is one reference and nothing else takes
  the type of the value: \`amount: '\${parameters.wait_amount}'\` gives a number. A parameter is
  a value and never code: in an expression it stands for its text or number, whatever letters it has, also between quotes, and
  one that begins with \`=\` is no expression. A value is not searched for references again.
- An expression is JavaScript, bare where an expression is expected, between \`{{\` and \`}}\` in a text. It goes to the \`}}\` with
  which it is one expression, so braces in its texts and objects belong to it; comments, spaces and line breaks behind it do
  not change what it gives. What n8n 2.41 cannot read (private names, the flag \`v\`) is refused at its line.
- In a path (\`input_path\`, \`source: previous_node\`) dots separate names, which may have any letters: \`body.order-id\`.
- In \`configuration\` written as a map, every value stands for a \`literal\`: n8n itself reads text that begins with \`=\` as
  an expression.
- YAML is read as YAML 1.2: one document, every key once, no aliases, no tags.`;

function definitionSections(schema: JsonObject, first: string): string {
  const definitions = objectOf(schema['definitions']);
  const names = [first, ...Object.keys(definitions).filter((name) => name !== first)];
  return names.map((name) => definitionSection(name, objectOf(definitions[name]))).join('\n\n');
}

function definitionSection(name: string, definition: JsonObject): string {
  const heading = `## ${name}`;
  const description = typeof definition['description'] === 'string' ? ['', definition['description']] : [];
  if (definition['properties'] === undefined)
    return [heading, ...description, '', `${typeOf(definition)}.`].join('\n');
  const required = Array.isArray(definition['required']) ? definition['required'] : [];
  const rows = Object.entries(objectOf(definition['properties'])).map(([field, property]) =>
    fieldRow(field, objectOf(property), required.includes(field)),
  );
  return [heading, ...description, '', '| field | type | | meaning |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function fieldRow(field: string, property: JsonObject, required: boolean): string {
  const description = typeof property['description'] === 'string' ? property['description'] : '';
  const fallback = property['default'];
  const presence = required
    ? 'required'
    : isWorthShowing(fallback)
      ? `default \`${JSON.stringify(fallback)}\``
      : '';
  return `| \`${field}\` | ${cell(typeOf(property))} | ${presence} | ${cell(description)} |`;
}

/** An empty list or map by default is what "optional" means anyway. */
function isWorthShowing(value: JsonValue | undefined): boolean {
  return value !== undefined && !['[]', '{}', '""'].includes(JSON.stringify(value));
}

function typeOf(property: JsonObject): string {
  const [reference] = listOf(property['allOf']).concat(property);
  const target = objectOf(reference)['$ref'] ?? property['$ref'];
  if (typeof target === 'string') return link(target);
  const alternatives = [...listOf(property['anyOf']), ...listOf(property['oneOf'])];
  if (alternatives.length > 0)
    return [...new Set(alternatives.map((entry) => typeOf(objectOf(entry))))].join(' or ');
  const choices = Array.isArray(property['enum']) ? property['enum'] : undefined;
  if (choices !== undefined) return choices.map(word).join(', ');
  if (property['const'] !== undefined) return word(property['const']);
  if (property['items'] !== undefined) return `list of ${typeOf(objectOf(property['items']))}`;
  if (property['type'] === 'object') return mapType(property);
  const types = Array.isArray(property['type']) ? property['type'] : [property['type']];
  return types.map((type) => TYPE_WORDS[typeof type === 'string' ? type : ''] ?? 'anything').join(' or ');
}

function word(value: JsonValue): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function mapType(property: JsonObject): string {
  const values = property['additionalProperties'];
  if (property['properties'] !== undefined)
    return `map of ${Object.keys(objectOf(property['properties'])).join(', ')}`;
  return values === undefined || typeof values === 'boolean'
    ? 'map'
    : `map of names to ${typeOf(objectOf(values))}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: '`true` or `false`',
  null: 'null',
  array: 'list',
};

function link(reference: string): string {
  const name = reference.replace('#/definitions/', '');
  return `[${name}](#${name})`;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
