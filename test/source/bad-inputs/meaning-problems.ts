import type { BadInput } from './bad-input.ts';

/** Names that lead nowhere, cycles, vague words, credentials. */
export const MEANING_PROBLEMS: readonly BadInput[] = [
  {
    name: 'an unknown dependency',
    replace: ['dependencies_completed: [hook]', 'dependencies_completed: [«hok]'],
    rule: 'unknown_task',
    message: /no task `hok`/,
    fix: /Did you mean `hook`\?/,
  },
  {
    name: 'a cycle',
    replace: [
      '      action_type: setup_webhook',
      '      depends_on: [«keep]\n      action_type: setup_webhook',
    ],
    rule: 'cycle',
    message: /hook → keep → rate → hook/,
    fix: /Remove one/,
  },
  {
    name: 'a task that waits for itself',
    replace: ['dependencies_completed: [rate]', 'dependencies_completed: [«keep]'],
    rule: 'self_dependency',
    message: /names itself/,
    fix: /Remove/,
  },
  {
    name: 'a task id twice',
    replace: ['task_id: keep', 'task_id: «hook'],
    rule: 'duplicate_id',
    message: /`hook` is the id of task 1/,
    fix: /id of its own/,
  },
  {
    name: 'a task id that is a run id',
    replace: ['task_id: keep', 'task_id: «0f8fad5b-d9cb-469f-a165-70867728950e'],
    rule: 'task_id_is_uuid',
    message: /is a UUID, which names a run/,
    fix: /in a word or two/,
  },
  {
    name: 'an unknown component',
    replace: ['component: score', 'component: «scor'],
    rule: 'unknown_component',
    message: /no component `scor`/,
    fix: /Did you mean `score`\?/,
  },
  {
    name: 'an unknown integration',
    replace: ['integration: crm', 'integration: «crn'],
    rule: 'unknown_integration',
    message: /no integration `crn`/,
    fix: /Did you mean `crm`\?/,
  },
  {
    name: 'an unknown schema',
    replace: ['input_schema: lead', 'input_schema: «led'],
    rule: 'unknown_schema',
    message: /no schema `led`/,
    fix: /Did you mean `lead`\?/,
  },
  {
    name: 'a vague criterion',
    replace: ['Every sample gives exactly the expected lead.', '«It should work.'],
    rule: 'vague_criterion',
    message: /"It should work\." cannot be tested/,
    fix: /seen and counted/,
  },
  {
    name: 'filler text',
    replace: ['purpose: Keeps the lead.', 'purpose: «TBD'],
    rule: 'filler',
    message: /"TBD"/,
    fix: /exactly/,
  },
  {
    name: 'a choice left open',
    replace: ['purpose: Keeps the lead.', 'purpose: «Keeps the lead in the CRM or maybe in a sheet.'],
    rule: 'open_choice',
    message: /"or maybe"/,
    fix: /Decide/,
  },
  {
    name: 'a credential value',
    replace: ['credential: crm', 'credential: «sk-live-4f9a8b7c6d5e4f3a2b1c'],
    rule: 'credential_value',
    message: /looks like an API key/,
    fix: /name of that credential/,
  },
  {
    name: 'a random value in a secret field',
    replace: [
      'configuration: { method: POST,',
      "configuration: { api_key: «'Zx81hQpL0vTn7RwK3sYbE5', method: POST,",
    ],
    rule: 'credential_value',
    message: /looks like a credential/,
    fix: /store it as a credential/,
  },
  {
    name: 'an unknown parameter',
    replace: [
      'Returns the lead as it is, above ${parameters.threshold}',
      '«Returns the lead as it is, above ${parameters.treshold}',
    ],
    rule: 'unknown_parameter',
    message: /no parameter `treshold`/,
    fix: /Did you mean `threshold`\?/,
  },
  {
    name: 'something that is almost a parameter',
    replace: [
      'Returns the lead as it is, above ${parameters.threshold}',
      '«Returns the lead as it is, above ${ parameter.threshold }',
    ],
    rule: 'unknown_parameter',
    message: /not a reference/,
    fix: /\$\{parameters\.name\}/,
  },
];
