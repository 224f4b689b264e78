import type { NodePropertyTypes } from 'n8n-workflow';
import { z } from 'zod';
import { type Choice, type DisplayOptions, type NodeDescription, type Property } from './description.ts';

/**
 * Reads n8n's own form (17.8 MB) into ours (a third of it). What is not understood is left out, not refused. The raw
 * shapes are held to n8n's own types by test/n8n/shapes-of-n8n.types.ts.
 */

const rawRuleSchema = z.record(
  z.string(),
  z.union([z.array(z.json()), z.json().transform((value) => [value])]),
);

export const rawDisplaySchema = z
  .object({ show: rawRuleSchema.optional(), hide: rawRuleSchema.optional() })
  .optional()
  .catch(undefined);

export const rawPropertySchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  required: z.boolean().optional().catch(undefined),
  default: z.json().optional().catch(undefined),
  displayOptions: rawDisplaySchema,
  typeOptions: z.looseObject({ multipleValues: z.boolean().optional() }).optional().catch(undefined),
  options: z.array(z.unknown()).optional().catch(undefined),
});

export const rawChoiceSchema = z.looseObject({
  value: z.union([z.string(), z.number(), z.boolean()]),
  displayOptions: rawDisplaySchema,
});

export const rawGroupSchema = z.looseObject({ name: z.string(), values: z.array(z.unknown()) });

export const rawDescriptionSchema = z.looseObject({
  name: z.string(),
  displayName: z.string(),
  version: z.union([z.number(), z.array(z.number())]),
  defaultVersion: z.number().optional(),
  hidden: z.boolean().optional().catch(undefined),
  defaults: z.looseObject({ name: z.string().optional() }).optional().catch(undefined),
  inputs: z
    .union([z.string(), z.array(z.unknown())])
    .optional()
    .catch(undefined),
  outputs: z.union([z.string(), z.array(z.unknown())]),
  credentials: z
    .array(z.looseObject({ name: z.string() }))
    .optional()
    .catch(undefined),
  codex: z
    .looseObject({ alias: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
  properties: z.array(z.unknown()),
});

/** Parameters that are shown to people and hold no value. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set<NodePropertyTypes>([
  'notice',
  'callout',
  'button',
  'curlImport',
]);

export function compactDescriptions(raw: unknown): NodeDescription[] {
  return z
    .array(z.unknown())
    .parse(raw)
    .flatMap((entry) => {
      const parsed = rawDescriptionSchema.safeParse(entry);
      return parsed.success ? [compactDescription(parsed.data)] : [];
    });
}

function compactDescription(raw: z.infer<typeof rawDescriptionSchema>): NodeDescription {
  const versions = typeof raw.version === 'number' ? [raw.version] : raw.version;
  return {
    type: raw.name,
    displayName: raw.displayName,
    ...(raw.defaults?.name !== undefined && { nodeName: raw.defaults.name }),
    versions,
    defaultVersion: raw.defaultVersion ?? Math.max(...versions),
    aliases: raw.codex?.alias ?? [],
    hidden: raw.hidden ?? false,
    ...(typeof raw.outputs !== 'string' && {
      outputCount: raw.outputs.length,
      outputs: raw.outputs.map(connectionType),
    }),
    ...(typeof raw.inputs === 'object' && { inputs: raw.inputs.map(connectionType) }),
    credentials: (raw.credentials ?? []).map((credential) => credential.name),
    properties: compactProperties(raw.properties),
  };
}

/** An input or output is given by its type, or as an object that has it. */
function connectionType(raw: unknown): string {
  const { type } = z.object({ type: z.string() }).safeParse(raw).data ?? {};
  return typeof raw === 'string' ? raw : (type ?? 'main');
}

function compactProperties(raw: readonly unknown[]): Property[] {
  return raw.flatMap((entry) => {
    const parsed = rawPropertySchema.safeParse(entry);
    return parsed.success && !WITHOUT_VALUE.has(parsed.data.type) ? [compactProperty(parsed.data)] : [];
  });
}

function compactProperty(raw: z.infer<typeof rawPropertySchema>): Property {
  const typeOptions = raw.typeOptions ?? {};
  return {
    name: raw.name,
    type: raw.type,
    ...(raw.required === true ? { required: true } : {}),
    ...(raw.default === undefined ? {} : { default: raw.default }),
    ...(raw.displayOptions === undefined ? {} : { displayOptions: raw.displayOptions }),
    ...(typeOptions.multipleValues === true ? { multipleValues: true } : {}),
    ...('loadOptionsMethod' in typeOptions || 'loadOptions' in typeOptions ? { dynamic: true } : {}),
    ...compactOptions(raw.type, raw.options ?? []),
  };
}

function compactOptions(
  type: string,
  options: readonly unknown[],
): Pick<Property, 'choices' | 'children' | 'groups'> {
  switch (type) {
    case 'options':
    case 'multiOptions':
      return { choices: options.flatMap(compactChoice) };
    case 'collection':
      return { children: compactProperties(options) };
    case 'fixedCollection':
      return {
        groups: options.flatMap((option) => {
          const group = rawGroupSchema.safeParse(option);
          return group.success
            ? [{ name: group.data.name, values: compactProperties(group.data.values) }]
            : [];
        }),
      };
    default:
      return {};
  }
}

function compactChoice(raw: unknown): Choice[] {
  const parsed = rawChoiceSchema.safeParse(raw);
  if (!parsed.success) return [];
  const displayOptions: DisplayOptions | undefined = parsed.data.displayOptions;
  return [{ value: parsed.data.value, ...(displayOptions === undefined ? {} : { displayOptions }) }];
}
