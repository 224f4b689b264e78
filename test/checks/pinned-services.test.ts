import assert from 'node:assert/strict';
import { test } from 'vitest';
import { pinRealServices, realNodes, type RealServices } from '../../src/checks/pinned-services.ts';
import type { N8nNode } from '../../src/n8n/client/wire.ts';
import type { JsonObject } from '../../src/protocol/json.ts';
import type { EndToEndCase, StandInAnswer } from '../../src/spec/model.ts';

const REAL: RealServices = {
  baseUrls: { shop: 'https://shop.example/admin' },
  tellers: new Set(),
  areAll: false,
};

function node(type: string, parameters: JsonObject): N8nNode {
  return {
    id: 'n',
    name: 'Look up',
    type: `n8n-nodes-base.${type}`,
    typeVersion: 1,
    position: [0, 0],
    parameters,
  };
}

function answering(answer: Partial<StandInAnswer>): EndToEndCase {
  const whole = { integration: 'shop', method: 'GET', path: '/orders/7.json', status: 200, body: { id: 7 } };
  return {
    name: 'one',
    trigger: { body: {}, headers: {}, query: {} },
    decisions: {},
    stand_in_answers: [{ ...whole, ...answer }],
    expect: {
      nodes_ran: [],
      data: {},
      requests: [{ integration: 'shop', method: 'GET', path: '/orders/7.json' }],
    },
  };
}

const LOOK_UP = node('httpRequest', { url: '=https://shop.example/admin/orders/{{ $json.id }}.json?x=1' });

function outputOf(looked: N8nNode, endToEndCase: EndToEndCase): unknown {
  const pinned = pinRealServices([looked], endToEndCase, REAL);
  return 'nodes' in pinned ? pinned.nodes[0]?.parameters['jsonOutput'] : pinned.undriven.mark;
}

test('the answer of a case stands for the node whose method and path it fits, computed parts included', () => {
  assert.equal(outputOf(LOOK_UP, answering({})), '{"id":7}');
  const whole = { ...LOOK_UP.parameters, options: { response: { response: { fullResponse: true } } } };
  assert.equal(
    outputOf({ ...LOOK_UP, parameters: whole }, answering({})),
    '{"body":{"id":7},"headers":{},"statusCode":200}',
  );
});

test('without an answer that fits, or one that a node would pass on as one item, the case is not driven', () => {
  const unfit: Partial<StandInAnswer>[] = [
    { method: 'POST' },
    { path: '/orders/7/lines.json' },
    { integration: 'mail' },
    { status: 500 },
    { body: [{ id: 7 }] },
  ];
  for (const change of unfit)
    assert.equal(outputOf(LOOK_UP, answering(change)), 'not_driven', JSON.stringify(change));
});

test('requests to what is stood in for are still compared, others are not', () => {
  const pinned = pinRealServices([LOOK_UP], answering({}), REAL);
  assert.ok('nodes' in pinned);
  assert.deepEqual(pinned.case.expect.requests, []);
  assert.match(pinned.gaps[0]?.text ?? '', /nothing was sent by "Look up"/);
});

test('a node of a service is a real one where nothing is stood in for; code is never one', () => {
  const slack = node('slack', {});
  assert.deepEqual(realNodes([slack], REAL), []);
  assert.deepEqual(realNodes([slack], { ...REAL, areAll: true }), [slack]);
  assert.deepEqual(
    realNodes([node('code', { jsCode: 'helpers.httpRequest()' })], { ...REAL, areAll: true }),
    [],
  );
  assert.deepEqual(realNodes([{ ...LOOK_UP, disabled: true }], REAL), []);
});
