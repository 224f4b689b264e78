import * as z from 'zod';
import { identifier, label } from './fields.ts';

const n8nComponent = z
  .strictObject({
    component_id: identifier.describe('The name by which tasks refer to this component.'),
    platform: z.literal('n8n').describe('An n8n workflow.'),
    workflow_name: label.describe('Name of the workflow in n8n.'),
  })
  .meta({ id: 'n8n_component', title: 'n8n component' });

const codeComponent = z
  .strictObject({
    component_id: identifier.describe('The name by which tasks refer to this component.'),
    platform: z.literal('code').describe('A file of code.'),
    language: z.enum(['javascript']).default('javascript').describe('Language of the file.'),
    path: z
      .string()
      .describe("Relative path of the file in the run's workspace, e.g. `discount-policy.mjs`."),
    inlined_in: identifier
      .optional()
      .describe('The n8n component whose Code node carries this code, if any.'),
  })
  .meta({ id: 'code_component', title: 'code component' });

/** Something that is built. */
export const component = z
  .discriminatedUnion('platform', [n8nComponent, codeComponent])
  .meta({ id: 'component', title: 'component' });
