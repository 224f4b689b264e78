import * as z from 'zod';
import type { JsonValue } from '../../protocol/json.ts';
import { isPlainObject } from '../json-value.ts';
import { baseUrl, httpMethod, httpStatus, identifier, json, label, text } from './fields.ts';

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

export const expectedResponse = z
  .strictObject({
    status: httpStatus.default(200).describe('Expected HTTP status.'),
    pattern: text.optional().describe('Regular expression that the body must match.'),
    body: json
      .optional()
      .describe('Part of the body that must be there, as JSON: maps may have more, lists may not.'),
  })
  .meta({ id: 'expected_response', title: 'expected response' });

/** JSON in the place of an expected response: the phase format's way. */
const bareBody = z.custom<JsonValue>(
  (value) => value !== undefined && !isExpectedResponse(value) && isJsonText(value),
  'must be JSON',
);

/** What has one of its fields is one, however wrong. An answer may have a `status` of its own, which is no number. */
function isExpectedResponse(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  return (
    Object.keys(value).length === 0 ||
    typeof value['status'] === 'number' ||
    typeof value['pattern'] === 'string' ||
    value['body'] !== undefined
  );
}

function isJsonText(value: unknown): boolean {
  if (typeof value !== 'string') return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

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
    api_endpoint: z
      .string()
      .regex(
        /^(\/\S*|https?:\/\/[^\s/?#@]+([/?]\S*)?)$/,
        'must be a path that begins with `/`, or a whole address such as https://api.example.com/items, without spaces',
      )
      .describe(
        "Path below the integration's base URL, e.g. `/api/accounts`; or a whole address, which names its integration by itself.",
      ),
    method: httpMethod.default('GET').describe('HTTP method.'),
    request_template: json.optional().describe('Body of the request: JSON, or the text of it.'),
    expected_response: z
      .union([expectedResponse, bareBody])
      .prefault({})
      .describe(
        'What a working service answers. JSON that has neither `status`, `pattern` nor `body` (or the text of it) is the part of the body that must be there.',
      ),
    error_handling: z.array(errorRule).max(50).default([]).describe('What to do about single error codes.'),
  })
  .meta({ id: 'integration_instructions', title: 'integration instructions' });
