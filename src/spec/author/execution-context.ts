import * as z from 'zod';
import { baseUrl, label, text } from './fields.ts';

/** The phase format's `execution_context`: what stands beside `specification_output` says where it is built. */
export const authorExecutionContext = z
  .strictObject({
    n8n_instance_url: baseUrl
      .optional()
      .describe('Address of the n8n to build in, where the environment names none.'),
    available_credentials: z
      .array(label)
      .max(1000)
      .optional()
      .describe('Names of the credentials in n8n that may be used, where the environment lists none.'),
    workspace_path: text
      .optional()
      .describe('Not used: where files are written is said by whoever runs the worker, not by a document.'),
  })
  .meta({ id: 'execution_context', title: 'execution context' });

export type ExecutionContext = z.output<typeof authorExecutionContext>;
