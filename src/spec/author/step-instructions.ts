import * as z from 'zod';
import { httpMethod, httpStatus, identifier, json, label, positiveInteger, text, urlPath } from './fields.ts';

const jsonMap = z.record(z.string(), json);

export const webhookInstructions = z
  .strictObject({
    path: z
      .string()
      .regex(
        /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/,
        'must be letters, digits, `-`, `_` and `/` only, without a leading `/`',
      )
      .describe('Path of the webhook below `/webhook/`, without a leading slash.'),
    method: httpMethod.default('POST').describe('HTTP method.'),
    header_auth_credential: label
      .optional()
      .describe(
        'Name of the credential that callers must prove by a header; anybody may call when left out.',
      ),
    response: z
      .strictObject({
        node_name: label.describe('Name of the node that answers; connect it where the answer is known.'),
        status: httpStatus.default(200).describe('HTTP status of the answer.'),
        body: json.describe('Body of the answer; text that begins with `=` is an n8n expression.'),
      })
      .meta({ id: 'webhook_response', title: 'webhook response' })
      .optional()
      .describe('The answer to the caller; the webhook answers at once when left out.'),
  })
  .meta({ id: 'webhook_instructions', title: 'webhook instructions' });

const gateCase = z
  .strictObject({
    name: label.describe('What this case shows.'),
    asks: z.boolean().describe('Whether a person is asked then.'),
    item: jsonMap.default({}).describe('The item that arrives, `$json`.'),
    nodes: z
      .record(z.string(), jsonMap)
      .default({})
      .describe("What earlier nodes gave, by name, for `$('Node').item.json`."),
  })
  .meta({ id: 'gate_case', title: 'gate case' });

export const gateInstructions = z
  .strictObject({
    ask_when: z
      .union([text, z.literal(true)])
      .default('true')
      .describe(
        "JavaScript expression over `$json` or `$('Node').item.json`; a person is asked only when it holds. Always, when it is left out.",
      ),
    cases: z
      .array(gateCase)
      .min(1)
      .max(50)
      .optional()
      .describe(
        'Items for which the condition is tried before anything goes live; found by its comparisons when left out.',
      ),
    integration: identifier.describe('The service that notifies the person.'),
    notify_path: urlPath.describe("Path of the notification below the integration's base URL."),
    channel: label.describe('Channel that is asked; `channels` of the environment file may map it.'),
    message: text.describe('What the person reads; `{{ … }}` is filled in by n8n.'),
    timeout_minutes: positiveInteger
      .max(43_200)
      .describe('Minutes until the escalation, or the rejection without one.'),
    on_timeout: z
      .enum(['reject'])
      .default('reject')
      .describe('What the timeout does in the end. Time alone never approves.'),
    escalation_channel: label.optional().describe('Channel that is asked once more before the rejection.'),
  })
  .meta({ id: 'gate_instructions', title: 'gate instructions' });

export const checkpointInstructions = z
  .strictObject({ question: text.describe('What the person is asked before the run goes on.') })
  .meta({ id: 'checkpoint_instructions', title: 'checkpoint instructions' });

const liveCall = z
  .strictObject({
    body: json.prefault({}).describe('Body of the request.'),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers of the request.'),
    query: z.record(z.string(), z.string()).default({}).describe('Query parameters.'),
    expect: z
      .strictObject({
        status: httpStatus.default(200).describe('HTTP status of the answer.'),
        body: json.optional().describe('Part of the body of the answer that must be there.'),
      })
      .prefault({})
      .meta({ id: 'live_expectation', title: 'expected answer of the live call' })
      .describe('What the caller is answered.'),
  })
  .meta({ id: 'live_call', title: 'live call' });

export const activationInstructions = z
  .strictObject({
    live_call: liveCall
      .optional()
      .describe(
        'The one request that is sent to the live webhook after it was activated. It reaches the real services; whoever approves is shown it before.',
      ),
    watch_minutes: positiveInteger
      .max(1_440)
      .optional()
      .describe('Minutes for which the first real execution is waited for after the activation.'),
  })
  .meta({ id: 'activation_instructions', title: 'activation instructions' });
