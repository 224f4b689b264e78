import * as z from 'zod';
import { baseUrl, httpMethod, httpStatus, identifier, json, label, text, urlPath } from './fields.ts';

/** An outside service. */
export const integration = z
  .strictObject({
    integration_id: identifier.describe('The name by which tasks refer to this service.'),
    base_url: baseUrl.describe('Address of the service; the environment file may replace it.'),
    credential: label
      .optional()
      .describe(
        'Name of the credential, never its value. The environment file maps it to a credential in n8n.',
      ),
    credential_type: z
      .string()
      .default('httpHeaderAuth')
      .describe('Type of the credential in n8n, e.g. `httpHeaderAuth` or `httpBasicAuth`.'),
  })
  .meta({ id: 'integration', title: 'integration' });

const errorRule = z
  .strictObject({
    error_code: httpStatus.describe('HTTP status that the service answers.'),
    action: z.enum(['retry', 'skip', 'abort', 'escalate']).describe('What to do then.'),
  })
  .meta({ id: 'error_rule', title: 'error rule' });

/** A probe that n8n runs with its own credential. */
export const integrationInstructions = z
  .strictObject({
    integration: identifier
      .optional()
      .describe('The service to call. May be left out where `auth_credential_name` leads to just one.'),
    auth_credential_name: label
      .optional()
      .describe(
        'Name of the credential; leads to the integration that uses it. Not needed beside `integration`.',
      ),
    api_endpoint: urlPath.describe("Path below the integration's base URL, e.g. `/api/accounts`."),
    method: httpMethod.default('GET').describe('HTTP method.'),
    request_template: json.optional().describe('Body of the request, as JSON.'),
    expected_response: z
      .strictObject({
        status: httpStatus.default(200).describe('Expected HTTP status.'),
        pattern: text.optional().describe('Text that the body must contain.'),
      })
      .prefault({})
      .meta({ id: 'expected_response', title: 'expected response' })
      .describe('What a working service answers.'),
    error_handling: z.array(errorRule).max(50).default([]).describe('What to do about single error codes.'),
  })
  .meta({ id: 'integration_instructions', title: 'integration instructions' });
