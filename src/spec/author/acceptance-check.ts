import * as z from 'zod';
import { CHECK_TYPES, PROOF_WORDS } from '../model.ts';
import { httpMethod, httpStatus, identifier, json, label, text, urlPath } from './fields.ts';

const sample = z
  .strictObject({
    name: label.describe('What this sample shows.'),
    input: json.describe('What goes in.'),
    expect: json.describe('What must come out, exactly.'),
    hidden: z
      .boolean()
      .optional()
      .describe('Never shown to the model that writes the code; the code has to pass it all the same.'),
  })
  .meta({ id: 'sample', title: 'sample' });

const trigger = z
  .strictObject({
    body: json.prefault({}).describe('Body of the request.'),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers of the request.'),
    query: z.record(z.string(), z.string()).default({}).describe('Query parameters.'),
  })
  .meta({ id: 'trigger', title: 'trigger' });

const standInAnswer = z
  .strictObject({
    integration: identifier.describe('The service that is stood in for.'),
    method: httpMethod.describe('HTTP method.'),
    path: urlPath.describe('Path of the request.'),
    status: httpStatus.default(200).describe('HTTP status of the answer.'),
    body: json.prefault({}).describe('Body of the answer.'),
  })
  .meta({ id: 'stand_in_answer', title: 'stand-in answer' });

const expectedRequest = z
  .strictObject({
    integration: identifier.describe('The service that is called.'),
    method: httpMethod.describe('HTTP method.'),
    path: urlPath.describe('Path of the request.'),
    body: json.optional().describe('Part of the body that must be there.'),
  })
  .meta({ id: 'expected_request', title: 'expected request' });

const expectation = z
  .strictObject({
    response: z
      .strictObject({
        status: httpStatus.default(200).describe('HTTP status.'),
        body: json.describe('Part of the body that must be there.'),
      })
      .optional()
      .describe('What the caller of the webhook is answered.'),
    requests: z
      .array(expectedRequest)
      .max(200)
      .default([])
      .describe('Exactly these requests reach the services, in any order, and no others.'),
    nodes_ran: z
      .array(label)
      .min(1)
      .max(500)
      .describe('Exactly these nodes run, in any order, and no others.'),
    data: z
      .record(z.string(), json)
      .default({})
      .describe('Part of the first item that comes out of a node, by node name.'),
  })
  .meta({ id: 'expectation', title: 'expectation' });

const endToEndCase = z
  .strictObject({
    name: label.describe('What this case shows.'),
    trigger: trigger.prefault({}).describe('The request that starts the workflow.'),
    decisions: z
      .record(z.string(), z.enum(['approved', 'rejected']))
      .default({})
      .describe('What a gate is answered, by its node name.'),
    stand_in_answers: z
      .array(standInAnswer)
      .max(200)
      .default([])
      .describe('What the services answer in this case, where it differs from the rule.'),
    expect: expectation.describe('What must happen, and nothing else.'),
  })
  .meta({ id: 'case', title: 'end-to-end case' });

/** Name of a file beside the specification. */
const fileName = z.string().describe('Name of a file beside the specification that holds the list.');

/** What `samples:` and `cases:` hold, inline or in a file of their own. */
const sampleList = z.array(sample).max(1000);
const caseList = z.array(endToEndCase).max(200);

export const acceptanceCheck = z
  .strictObject({
    check_type: z
      .enum([...CHECK_TYPES, ...PROOF_WORDS, 'exists'])
      .optional()
      .describe(
        'Follows from the action type; need not be written. `manual_verify`: after the check of the action type, a person looks at what ' +
          'was made and says that the criterion holds. `automated_test`, `integration_test`, `returns_data`: the check of the action ' +
          'type where it is one; a task that has no such check is not built, and the plan says why.',
      ),
    success_criteria: text.optional().describe('A concrete statement that can be tested.'),
    test_command: text
      .optional()
      .describe(
        'Not run by this version: the task is not built, and the plan says so. Prove it by samples or cases, or let a person verify it.',
      ),
    samples: z
      .union([sampleList, fileName])
      .default([])
      .describe(
        'For transforms: inputs and exactly what must come out of them, or the name of a file with them.',
      ),
    cases: z
      .union([caseList, fileName])
      .default([])
      .describe(
        'For end-to-end tests: requests and exactly what must happen, or the name of a file with them.',
      ),
  })
  .meta({ id: 'acceptance_check', title: 'acceptance check' });

export type AuthorAcceptanceCheck = z.output<typeof acceptanceCheck>;
