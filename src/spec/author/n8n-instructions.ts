import * as z from 'zod';
import { VALUE_SOURCES } from '../instructions.ts';
import { identifier, json, label, text } from './fields.ts';

const configurationEntry = z
  .strictObject({
    field: z
      .string()
      .regex(
        /^(?!.*(^|\.)(__proto__|prototype|constructor)(\.|$))\S+$/,
        'must be a dotted path without spaces, such as `options.timeout`',
      )
      .describe("Dotted path into the node's parameters, e.g. `options.timeout`."),
    value: json.describe('Its value; text that begins with `=` is an n8n expression.'),
    source: z
      .enum(VALUE_SOURCES)
      .default('literal')
      .describe(
        '`literal`: the value as written. `env_var`: one of `variables` of the environment file. `previous_node`: a field ' +
          'of the item that arrives. `credential`: name of a credential. `expression`: an n8n expression without `={{ }}`.',
      ),
  })
  .meta({ id: 'configuration_entry', title: 'configuration entry' });

const configuration = z
  .union([z.array(configurationEntry).max(500), z.record(z.string(), json)])
  .describe(
    'Parameters of the node, as a map (`url: /api/events`) or as a list of field, value and source. In the map, text that ' +
      'begins with `=` is an n8n expression, as in n8n itself.',
  );

const retry = z
  .strictObject({
    max_tries: z.int().min(2).max(5).describe('Attempts in all.'),
    wait_ms: z.int().min(0).max(5000).default(1000).describe('Milliseconds between two attempts.'),
  })
  .meta({ id: 'retry', title: 'retry' });

const nodeFields = {
  node_type: label.describe('Type of the node: "HTTP Request" or `n8n-nodes-base.httpRequest`.'),
  type_version: z
    .number()
    .positive()
    .optional()
    .describe("Version of the node type; n8n's default if left out."),
  node_name: label.describe('Name of the node in the workflow, unique there.'),
  integration: identifier
    .optional()
    .describe(
      'The service that the node calls: gives its credential and the address before a `url` that begins with `/`.',
    ),
  condition: text
    .optional()
    .describe(
      'For If nodes: a JavaScript expression over `$json`; output `true` when it holds, else `false`.',
    ),
  configuration: configuration.optional(),
  on_error: z
    .enum(['stop', 'continue', 'continue_with_error_output'])
    .optional()
    .describe(
      'What the node does on an error; the error output comes after the regular ones. n8n stops by default.',
    ),
  retry: retry.optional().describe('Retries inside n8n.'),
};

const connection = z
  .strictObject({
    from_node: label.describe('Name of the node (or gate) that the edge leaves.'),
    to_node: label.describe('Name of the node (or gate) that the edge enters.'),
    output_index: z.int().min(0).max(100).optional().describe('Output of `from_node`, counted from 0.'),
    input_index: z.int().min(0).max(100).default(0).describe('Input of `to_node`, counted from 0.'),
    output: z
      .literal(['true', 'false', 'approved', 'rejected', 'not_needed', true, false])
      .optional()
      .describe(
        'Output by name: `true` or `false` of an If, `approved`, `rejected` or `not_needed` of a gate.',
      ),
  })
  .meta({ id: 'connection', title: 'connection' });

/** A node beside the task's own. */
const node = z.strictObject(nodeFields).meta({ id: 'node', title: 'node' });

/** Flat where the task has one node, which is the rule; `node` holds the same fields in the normal form. */
export const n8nInstructions = z
  .strictObject({
    ...nodeFields,
    node_type: nodeFields.node_type
      .optional()
      .describe(`${nodeFields.node_type.description} Not needed for webhooks, gates and transforms.`),
    node_name: nodeFields.node_name.optional(),
    node: node
      .optional()
      .describe('The node, as the normal form shows it: the same fields one level deeper.'),
    more_nodes: z.array(node).max(100).default([]).describe('Further nodes of the same concern.'),
    connections: z
      .array(connection)
      .max(1000)
      .default([])
      .describe('Edges of the workflow, each declared once.'),
  })
  .meta({ id: 'n8n_instructions', title: 'n8n instructions' });

export type AuthorNode = z.output<typeof node>;
export type AuthorConnection = z.output<typeof connection>;
export type AuthorN8nInstructions = z.output<typeof n8nInstructions>;
