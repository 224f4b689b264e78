import { z } from 'zod';

/** The part of n8n's node descriptions (`GET /types/nodes.json`, n8n 2.41) that our checks need. */

const displayRuleSchema = z.record(z.string(), z.array(z.json()));

const displayOptionsSchema = z.object({
  show: displayRuleSchema.optional(),
  hide: displayRuleSchema.optional(),
});

const choiceSchema = z.object({
  value: z.union([z.string(), z.number(), z.boolean()]),
  displayOptions: displayOptionsSchema.optional(),
});

export type DisplayOptions = z.infer<typeof displayOptionsSchema>;
export type Choice = z.infer<typeof choiceSchema>;

/** One parameter; `children` are those of a collection, `groups` those of a fixed collection. */
export interface Property {
  name: string;
  type: string;
  required?: boolean | undefined;
  default?: z.infer<ReturnType<typeof z.json>> | undefined;
  displayOptions?: DisplayOptions | undefined;
  multipleValues?: boolean | undefined;
  /** Its choices come from the outside service and are not known here. */
  dynamic?: boolean | undefined;
  choices?: Choice[] | undefined;
  children?: Property[] | undefined;
  groups?: { name: string; values: Property[] }[] | undefined;
}

const propertySchema: z.ZodType<Property> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string(),
    required: z.boolean().optional(),
    default: z.json().optional(),
    displayOptions: displayOptionsSchema.optional(),
    multipleValues: z.boolean().optional(),
    dynamic: z.boolean().optional(),
    choices: z.array(choiceSchema).optional(),
    children: z.array(propertySchema).optional(),
    groups: z.array(z.object({ name: z.string(), values: z.array(propertySchema) })).optional(),
  }),
);

export const nodeDescriptionSchema = z.object({
  type: z.string(),
  displayName: z.string(),
  /** What the editor calls a new node of this type: "Edit Fields" of "Edit Fields (Set)". */
  nodeName: z.string().optional(),
  versions: z.array(z.number()),
  defaultVersion: z.number(),
  aliases: z.array(z.string()),
  hidden: z.boolean(),
  /** Undefined when n8n computes them from the parameters. */
  outputCount: z.number().optional(),
  /** Types of the connections: `main`, or what a sub-node gives to its node. */
  outputs: z.array(z.string()).optional(),
  inputs: z.array(z.string()).optional(),
  credentials: z.array(z.string()),
  properties: z.array(propertySchema),
});

export const nodeDescriptionsSchema = z.array(nodeDescriptionSchema);

export type NodeDescription = z.infer<typeof nodeDescriptionSchema>;
