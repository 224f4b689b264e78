import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ErrorCode } from '../../src/errors.ts';
import { MillwrightError } from '../../src/errors.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';

/** A small valid specification; each test puts one thing into it that is wrong. */
const VALID = `spec_id: demo
components:
  - { component_id: main, platform: n8n, workflow_name: Demo }
  - { component_id: score, platform: code, path: score.mjs, inlined_in: main }
integrations:
  - { integration_id: crm, base_url: https://crm.example.com, credential: crm }
parameters: { threshold: 10 }
schemas:
  lead: { type: object, properties: { email: { type: string } } }
implementation:
  task_summary:
    - task_id: hook
      purpose: Leads arrive here.
      action_type: setup_webhook
      n8n_instructions: { node_name: Hook }
      webhook_instructions: { path: leads }
    - task_id: rate
      purpose: Rates a lead.
      dependencies_completed: [hook]
      action_type: write_transform
      component: score
      n8n_instructions: { node_name: Rate }
      code_instructions:
        input_schema: lead
        output_schema: lead
        logic_description: Returns the lead as it is, above \${parameters.threshold} too.
      acceptance_check:
        success_criteria: Every sample gives exactly the expected lead.
        samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]
    - task_id: keep
      purpose: Keeps the lead.
      dependencies_completed: [rate]
      action_type: create_node
      n8n_instructions:
        node_type: HTTP Request
        node_name: Keep
        integration: crm
        configuration: { method: POST, url: /leads }
        connections:
          - { from_node: Hook, to_node: Rate }
          - { from_node: Rate, to_node: Keep }
`;

interface BadInput {
  name: string;
  /** What is replaced in the valid specification, and by what; `«` stands where the problem must be reported. */
  replace: readonly [search: string, by: string];
  rule: string;
  message: RegExp;
  fix: RegExp;
  code?: ErrorCode;
}

const BAD_INPUTS: readonly BadInput[] = [
  {
    name: 'broken YAML',
    replace: ['purpose: Leads arrive here.', 'purpose: «Leads arrive: here.'],
    rule: 'syntax',
    message: /nested mappings/i,
    fix: /quotes/,
    code: 'spec_syntax',
  },
  {
    name: 'a key twice',
    replace: [
      '      purpose: Leads arrive here.\n',
      '      purpose: Leads arrive here.\n      «purpose: Again.\n',
    ],
    rule: 'duplicate_key',
    message: /unique/,
    fix: /Remove one of the two/,
    code: 'spec_syntax',
  },
  {
    name: 'an alias',
    replace: ['{ path: leads }', '«*shared'],
    rule: 'yaml_alias',
    message: /aliases/,
    fix: /in full/,
    code: 'spec_syntax',
  },
  {
    name: 'a second document',
    replace: ['spec_id: demo\n', 'spec_id: demo\n«---\n'],
    rule: 'several_documents',
    message: /second document/,
    fix: /---/,
    code: 'spec_syntax',
  },
  {
    name: 'a custom tag',
    replace: ['{ path: leads }', '«!!js/function x'],
    rule: 'yaml_tag',
    message: /tag/i,
    fix: /Remove the tag/,
    code: 'spec_syntax',
  },
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
    fix: /`purpose`/,
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
    fix: /`setup_webhook`/,
  },
  {
    name: 'an unquoted comma in a flow map',
    replace: ['{ node_name: Hook }', '{ node_name: Hook, «for leads. }'],
    rule: 'unknown_field',
    message: /`for leads.`/,
    fix: /quotes/,
  },
  {
    name: 'an unknown dependency',
    replace: ['dependencies_completed: [hook]', 'dependencies_completed: [«hok]'],
    rule: 'unknown_task',
    message: /no task `hok`/,
    fix: /`hook`/,
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
    name: 'an unknown component',
    replace: ['component: score', 'component: «scor'],
    rule: 'unknown_component',
    message: /no component `scor`/,
    fix: /`score`/,
  },
  {
    name: 'an unknown integration',
    replace: ['integration: crm', 'integration: «crn'],
    rule: 'unknown_integration',
    message: /no integration `crn`/,
    fix: /`crm`/,
  },
  {
    name: 'an unknown schema',
    replace: ['input_schema: lead', 'input_schema: «led'],
    rule: 'unknown_schema',
    message: /no schema `led`/,
    fix: /`lead`/,
  },
  {
    name: 'an edge to a node that nobody declares',
    replace: ['{ from_node: Rate, to_node: Keep }', '{ from_node: Rate, to_node: «Kep }'],
    rule: 'unknown_node',
    message: /declares a node `Kep`/,
    fix: /`Keep`/,
  },
  {
    name: 'a node name twice',
    replace: [
      'node_name: Keep\n',
      'node_name: Keep\n        more_nodes: [{ node_type: Wait, node_name: «Rate }]\n',
    ],
    rule: 'duplicate_node_name',
    message: /`Rate` of component `main` is declared in task `rate`/,
    fix: /name of its own/,
  },
  {
    name: 'an edge twice',
    replace: [
      '          - { from_node: Rate, to_node: Keep }',
      '          - { from_node: Rate, to_node: Keep }\n          - «{ from_node: Rate, to_node: Keep }',
    ],
    rule: 'duplicate_edge',
    message: /Rate → Keep is declared in task `keep` already/,
    fix: /Remove one/,
  },
  {
    name: 'an edge declared differently by another task',
    replace: [
      '          - { from_node: Rate, to_node: Keep }\n',
      `          - { from_node: Rate, to_node: Keep }
    - task_id: wire
      purpose: Wires the error output.
      action_type: configure_connection
      n8n_instructions:
        connections:
          - «{ from: Rate, to: Keep, output_index: 1 }
`,
    ],
    rule: 'conflicting_edge',
    message: /declared in task `keep` already, with another output/,
    fix: /in one task/,
  },
  {
    name: 'a gate port on a node that is no gate',
    replace: ['to_node: Keep }', 'to_node: Keep, output: «approved }'],
    rule: 'wrong_output',
    message: /neither a gate nor an If/,
    fix: /output_index/,
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
    fix: /`threshold`/,
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
  {
    name: 'a code path that leads out',
    replace: ['path: score.mjs', 'path: «../score.mjs'],
    rule: 'path_not_contained',
    message: /leads out of the workspace/,
    fix: /relative path/,
  },
  {
    name: 'a misspelt JSON Schema keyword',
    replace: ['{ type: object, properties:', '{ type: object, «propertes:'],
    rule: 'unknown_field',
    message: /`propertes` is not a field of a JSON Schema/,
    fix: /`properties`/,
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
    name: 'a file that is not there',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «samples/led.yaml',
    ],
    rule: 'file_not_found',
    message: /no file `samples\/led\.yaml`/,
    fix: /`samples\/lead\.yaml`/,
  },
  {
    name: 'a file outside of the folder',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «../lead.yaml',
    ],
    rule: 'path_not_contained',
    message: /leads out/,
    fix: /folder of the specification/,
  },
  {
    name: 'a link out of the folder',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «samples/link.yaml',
    ],
    rule: 'path_not_contained',
    message: /link that leads out/,
    fix: /file itself/,
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

let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-bad-input-'));
  await mkdir(join(folder, 'spec', 'samples'), { recursive: true });
  await writeFile(join(folder, 'spec', 'samples', 'lead.yaml'), '- { name: one, input: 1, expect: 1 }\n');
  await writeFile(join(folder, 'outside.yaml'), '[]\n');
  await symlink(join(folder, 'outside.yaml'), join(folder, 'spec', 'samples', 'link.yaml'));
});

after(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, text: string): Promise<MillwrightError | undefined> {
  const file = join(folder, 'spec', name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  try {
    await loadSpecification(file);
    return undefined;
  } catch (error) {
    assert(error instanceof MillwrightError, String(error));
    return error;
  }
}

test('the specification that the bad ones are made of is valid', async () => {
  assert.equal(await load('valid.yaml', VALID), undefined);
});

for (const bad of BAD_INPUTS) {
  test(`${bad.name} is reported at its place with its fix`, async () => {
    assert(VALID.includes(bad.replace[0]), 'the test replaces nothing');
    const marked = VALID.replace(bad.replace[0], () => bad.replace[1]);
    const error = await load('bad.yaml', marked.replace('«', ''));
    assert(error, 'it was accepted');
    assert.equal(error.code, bad.code ?? 'spec_invalid');
    assert.equal(error.problems.length, 1, JSON.stringify(error.problems, null, 2));
    const [problem] = error.problems;
    assert(problem);
    assert.equal(problem.rule, bad.rule);
    const head = marked.slice(0, marked.indexOf('«')).split('\n');
    const expected = [head.length, (head.at(-1) ?? '').length + 1];
    assert.deepEqual([problem.place?.line, problem.place?.column], expected, problem.message);
    assert.match(problem.message, bad.message);
    assert.match(problem.fix, bad.fix);
  });
}

test('a credential value is not repeated in the message', async () => {
  const secret = 'sk-live-4f9a8b7c6d5e4f3a2b1c';
  const error = await load('secret.yaml', VALID.replace('credential: crm', `credential: ${secret}`));
  assert(error);
  assert(!JSON.stringify([error.message, error.problems]).includes(secret));
});
