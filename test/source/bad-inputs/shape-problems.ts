import type { BadInput } from './bad-input.ts';

/** Fields that are missing, misspelt, of the wrong type or in the wrong task. */
export const SHAPE_PROBLEMS: readonly BadInput[] = [
  {
    name: 'a wrong type',
    replace: ['      purpose: Leads arrive here.', '      purpose: «42'],
    rule: 'wrong_type',
    message: /`purpose` must be a text, not a number/,
    fix: /quotes: '42'/,
  },
  {
    name: 'a misspelt field',
    replace: ['      purpose: Leads arrive here.', '      «purpos: Leads arrive here.'],
    rule: 'unknown_field',
    message: /`purpos` is not a field of a task/,
    fix: /Did you mean `purpose`\?/,
  },
  {
    name: 'a missing field',
    replace: ['task_id: hook\n      purpose: Leads arrive here.\n', '«task_id: hook\n'],
    rule: 'missing_field',
    message: /A task needs `purpose`/,
    fix: /Add `purpose`/,
  },
  {
    name: 'a misspelt choice',
    replace: ['setup_webhook', '«setup_webhok'],
    rule: 'invalid_value',
    message: /`action_type` cannot be `setup_webhok`/,
    fix: /Did you mean `setup_webhook`\?/,
  },
  {
    name: 'an unquoted comma in a flow map',
    replace: ['{ node_name: Hook }', '{ node_name: Hook, «for leads. }'],
    rule: 'unknown_field',
    message: /`for leads.`/,
    fix: /quotes/,
  },
  {
    name: 'a misspelt JSON Schema keyword',
    replace: ['{ type: object, properties:', '{ type: object, «propertes:'],
    rule: 'unknown_field',
    message: /`propertes` is not a field of a JSON Schema/,
    fix: /Did you mean `properties`\?/,
  },
  {
    name: 'a remote JSON Schema',
    replace: ['{ email: { type: string } }', '{ email: { $ref: «https://example.com/email.json } }'],
    rule: 'invalid_value',
    message: /must point into the same schema/,
    fix: /\$ref/,
  },
  {
    name: 'a JSON Schema reference that leads nowhere',
    replace: ['{ email: { type: string } }', "{ email: { $ref: «'#/$defs/mail' } }"],
    rule: 'unresolved_reference',
    message: /leads nowhere/,
    fix: /\$defs/,
  },
  {
    name: 'a transform without samples',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «[]',
    ],
    rule: 'missing_field',
    message: /needs samples/,
    fix: /samples/,
  },
  {
    name: 'instructions of another action type',
    replace: [
      'webhook_instructions: { path: leads }',
      'webhook_instructions: { path: leads }\n      «checkpoint_instructions: { question: Go on? }',
    ],
    rule: 'unexpected_field',
    message: /does not belong to a setup_webhook task/,
    fix: /Remove it/,
  },
  {
    name: 'a key that reaches into prototypes',
    replace: ['input: { email: a@b.ch }', 'input: { «__proto__: { admin: true } }'],
    rule: 'forbidden_key',
    message: /`__proto__`/,
    fix: /another name/,
  },
  {
    name: 'a test command',
    replace: ['samples: [{', 'test_command: «npm test\n        samples: [{'],
    rule: 'not_supported',
    message: /does not run test commands/,
    fix: /samples/,
  },
];
