import assert from 'node:assert/strict';
import { test } from 'vitest';
import { createUnverifiedCatalogue } from '../../src/n8n/catalogue/unverified.ts';
import { createCredentialLookup } from '../../src/n8n/compile/credential-lookup.ts';
import { composeDocument } from '../../src/n8n/document/document.ts';
import { readConfiguration } from '../../src/n8n/compile/fragments/configuration.ts';
import type { Fragment } from '../../src/n8n/document/fragment.ts';
import type { FragmentInput } from '../../src/n8n/compile/fragments/fragment-compiler.ts';
import { compileFragment } from '../../src/n8n/compile/fragments/registry.ts';
import { nodeIdFor } from '../../src/n8n/document/identity.ts';
import type { Environment, Task } from '../../src/spec/model.ts';
import { parseSpecificationDocument } from '../../src/spec/parse.ts';

const ENVIRONMENT: Environment = {
  millwright: 1,
  environment_id: 'test',
  n8n: { instance: 'local' },
  parameters: {},
  base_urls: { shop: 'http://127.0.0.1:1/shop/' },
  stand_ins: [],
  credentials: { key: 'Shop key' },
  channels: {},
  variables: { currency: 'CHF', limit: 5 },
};

const STORED = [
  { id: 'c1', name: 'Shop key', type: 'httpHeaderAuth' },
  { id: 'c2', name: 'Shop key', type: 'shopifyApi' },
  { id: 'c3', name: 'Twice', type: 'httpHeaderAuth' },
  { id: 'c4', name: 'Twice', type: 'httpHeaderAuth' },
];

const lookup = createCredentialLookup(STORED, ENVIRONMENT);
const IDENTITY = { n8nInstance: 'local', specId: 'demo', componentId: 'main' };

/** A task as an author writes it, compiled without an instance. */
function compile(task: object, integrations: object[] = []): Fragment {
  const parsed = parseSpecificationDocument({
    spec_id: 'demo',
    version: '1.0.0',
    components: [{ component_id: 'main', platform: 'n8n', workflow_name: 'Demo' }],
    integrations,
    implementation: {
      task_summary: [{ task_id: 'one', purpose: 'To be compiled.', component: 'main', ...task }],
    },
  });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { specification } = parsed;
  const [only] = specification.implementation.task_summary;
  assert.ok(only !== undefined);
  return compileFragment(inputOf(only, { specification }));
}

function inputOf(task: Task, part: Pick<FragmentInput, 'specification'>): FragmentInput {
  return {
    ...part,
    task,
    environment: ENVIRONMENT,
    catalogue: createUnverifiedCatalogue(),
    credentials: lookup,
    identity: IDENTITY,
  };
}

const SHOP = { integration_id: 'shop', base_url: 'https://shop.example', credential: 'key' };

function httpNode(url: string) {
  return {
    action_type: 'create_node',
    n8n_instructions: {
      node_type: 'HTTP Request',
      node_name: 'Call',
      integration: 'shop',
      configuration: { url },
    },
  };
}

test('an integration gives base URL, authentication and the credential by id and name', () => {
  const [node] = compile(httpNode('/orders'), [SHOP]).nodes;
  assert.deepEqual(node?.parameters, {
    authentication: 'genericCredentialType',
    genericAuthType: 'httpHeaderAuth',
    url: 'http://127.0.0.1:1/shop/orders',
  });
  assert.deepEqual(node?.credentials, { httpHeaderAuth: { id: 'c1', name: 'Shop key' } });
  assert.equal(node?.id, nodeIdFor(IDENTITY, 'Call'));
});

test('an expression below the base URL stays one, an absolute URL is left alone', () => {
  const urlOf = (url: string) => compile(httpNode(url), [SHOP]).nodes[0]?.parameters['url'];
  assert.equal(urlOf('=/orders/{{ $json.id }}'), '=http://127.0.0.1:1/shop/orders/{{ $json.id }}');
  assert.equal(urlOf('https://other.example/x'), 'https://other.example/x');
});

test("a service that n8n knows takes n8n's own credential type", () => {
  const [node] = compile(httpNode('/orders'), [{ ...SHOP, credential_type: 'shopifyApi' }]).nodes;
  assert.equal(node?.parameters['authentication'], 'predefinedCredentialType');
  assert.equal(node?.parameters['nodeCredentialType'], 'shopifyApi');
  assert.deepEqual(node?.credentials, { shopifyApi: { id: 'c2', name: 'Shop key' } });
});

test('credentials that are not there, or there twice, are told', () => {
  assert.throws(() => lookup('nobody', 'httpHeaderAuth'), { code: 'credential_missing' });
  assert.throws(() => lookup('key', 'httpBasicAuth'), {
    code: 'credential_missing',
    message: /of type httpHeaderAuth/,
  });
  assert.throws(() => lookup('Twice', 'httpHeaderAuth'), { code: 'credential_ambiguous' });
});

test('each value source gives what n8n reads', () => {
  const entries = [
    { field: 'a.b', value: 1, source: 'literal' },
    { field: 'a.list.1.c', value: true, source: 'literal' },
    { field: 'currency', value: 'currency', source: 'env_var' },
    { field: 'previous', value: 'body.total', source: 'previous_node' },
    { field: 'computed', value: '$json.a + 1', source: 'expression' },
    { field: 'written', value: '={{ $json.a }}', source: 'expression' },
    { field: 'text', value: 'of {{ $json.a }}', source: 'expression' },
    { field: 'shopifyApi', value: 'key', source: 'credential' },
  ] as const;
  assert.deepEqual(readConfiguration([...entries], ENVIRONMENT, lookup), {
    parameters: {
      a: { b: 1, list: [null, { c: true }] },
      currency: 'CHF',
      previous: '={{ $json.body.total }}',
      computed: '={{ $json.a + 1 }}',
      written: '={{ $json.a }}',
      text: '=of {{ $json.a }}',
    },
    credentials: { shopifyApi: { id: 'c2', name: 'Shop key' } },
  });
});

test('an unknown variable is told with the nearest one, and no field reaches a prototype', () => {
  const read = (field: string, value: string, source: 'env_var' | 'literal') =>
    readConfiguration([{ field, value, source }], ENVIRONMENT, lookup);
  assert.throws(() => read('x', 'curency', 'env_var'), {
    code: 'environment_invalid',
    message: /Did you mean `currency`/,
  });
  assert.throws(() => read('a.__proto__.b', 'x', 'literal'), { code: 'spec_invalid' });
});

test('what could not be checked without a login is named', () => {
  assert.deepEqual(compile(httpNode('/x'), [SHOP]).unverified, [
    'parameters of "Call" (n8n-nodes-base.httpRequest)',
  ]);
});

function compose(...fragments: Partial<Fragment>[]) {
  return composeDocument({
    name: 'Demo',
    fragments: fragments.map((fragment, index) => ({
      taskId: `t${index}`,
      nodes: [],
      edges: [],
      ports: {},
      unverified: [],
      ...fragment,
    })),
    outputCount: (node) => (node.name === 'One output' ? 1 : undefined),
    connectionTypes: ({ name }, side) =>
      name === 'Model'
        ? side === 'outputs'
          ? ['ai_languageModel']
          : []
        : name === 'B'
          ? ['main']
          : undefined,
    laterNodes: new Set(['Later']),
  });
}

const plainNode = (name: string) => ({
  id: name,
  name,
  type: 'x',
  typeVersion: 1,
  parameters: {},
  notes: '',
});
const edge = (from: string, output: number | string, to: string) => ({ from, output, to, input: 0 });

test('an edge to an unknown node, from an output that is not there, or from a gate without a name is told', () => {
  const nodes = [plainNode('One output'), plainNode('B'), plainNode('Gate: needed?')];
  const ports = {
    Gate: { entry: 'Gate: needed?', outputs: { approved: [{ node: 'Gate: needed?', index: 0 }] } },
  };
  const problemOf = (wrong: ReturnType<typeof edge>) =>
    compose({ nodes, ports }, { edges: [wrong] }).problems.get('t1')?.message;
  assert.match(problemOf(edge('One output', 0, 'BB')) ?? '', /no node "BB".*Did you mean `B`/);
  assert.match(problemOf(edge('One output', 1, 'B')) ?? '', /leaves output 1, but "One output" has 1/);
  assert.match(problemOf(edge('Gate', 0, 'B')) ?? '', /must name an output: approved/);
  assert.match(problemOf(edge('Gate', 'aproved', 'B')) ?? '', /Did you mean `approved`/);
  assert.equal(problemOf(edge('Gate', 'approved', 'Later')), undefined, 'an edge to a later task waits');
});

test('a main edge of a node that has no main connection there is told, and not drawn', () => {
  const nodes = [plainNode('Model'), plainNode('Agent'), plainNode('B')];
  const problemOf = (from: string, to: string) =>
    compose({ nodes }, { edges: [edge(from, 0, to)] }).problems.get('t1')?.message ?? '';
  assert.match(problemOf('Model', 'Agent'), /"Model" has no main output, only ai_languageModel/);
  assert.match(problemOf('B', 'Model'), /"Model" has no input/);
  assert.equal(problemOf('B', 'Agent'), '');
});

test('two tasks cannot make a node of the same name', () => {
  const document = compose({ nodes: [plainNode('A')] }, { nodes: [plainNode('A')] });
  assert.match(document.problems.get('t1')?.message ?? '', /Two tasks make a node named "A"/);
});
