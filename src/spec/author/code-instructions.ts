import * as z from 'zod';
import { label, text } from './fields.ts';
import { dataSchema } from './data-schema.ts';

const schemaReference = z.union([label, dataSchema]);

export const codeInstructions = z
  .strictObject({
    language: z
      .enum(['javascript', 'python'])
      .default('javascript')
      .describe(
        'Language of the function. This version writes and runs JavaScript only: a task in Python is not built, and the plan says so.',
      ),
    function_signature: label
      .default('transform(input)')
      .describe('Signature of the function: it takes one value and returns one value.'),
    input_schema: schemaReference.describe('Name of an entry in `schemas`, or a JSON Schema: what goes in.'),
    output_schema: schemaReference.describe(
      'Name of an entry in `schemas`, or a JSON Schema: what comes out.',
    ),
    logic_description: text.describe('What the function does, exactly enough to write it.'),
    edge_cases: z.array(text).max(100).default([]).describe('What it must get right, one sentence each.'),
    input_path: z
      .string()
      .regex(/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/, 'must be a dotted path such as `body.order`')
      .optional()
      .describe('Part of the n8n item that goes in, e.g. `body`; the whole item when left out.'),
    source: text
      .optional()
      .describe(
        'The code, or the name of a file beside the specification (`code/score.mjs`). Then no model is asked.',
      ),
    allows_stubs: z
      .boolean()
      .optional()
      .describe('Whether the code may hold a `TODO` or `FIXME`; otherwise it is refused.'),
    uses: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)?$/, 'must be a name such as `helpers.httpRequest`'),
      )
      .min(1)
      .max(50)
      .optional()
      .describe(
        'Names of n8n that `source` may use, such as `helpers.httpRequest`; the approval shows them. Code has no others.',
      ),
  })
  .meta({ id: 'code_instructions', title: 'code instructions' });
