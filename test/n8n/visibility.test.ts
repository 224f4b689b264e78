import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Property } from '../../src/n8n/catalogue/description.ts';
import { isShown, type Place } from '../../src/n8n/catalogue/visibility.ts';
import type { JsonObject } from '../../src/protocol/json.ts';

const siblings: Property[] = [
  { name: 'resource', type: 'options', default: 'order' },
  { name: 'fields', type: 'multiOptions', default: [] },
];

function place(values: JsonObject, typeVersion = 2): Place {
  return { values, siblings, typeVersion };
}

test('a parameter is shown when one of several chosen values is wanted', () => {
  const options = { show: { fields: ['a', 'b'] } };
  assert.ok(isShown(options, place({ fields: ['x', 'a'] })));
  assert.ok(!isShown(options, place({ fields: ['x', 'y'] })));
});

test('a parameter is hidden when one of several chosen values is unwanted', () => {
  const options = { hide: { fields: ['a'] } };
  assert.ok(!isShown(options, place({ fields: ['x', 'a'] })));
  assert.ok(isShown(options, place({ fields: ['x'] })));
});

test('a condition on the version is held against the version of the node', () => {
  assert.ok(isShown({ show: { '@version': [2] } }, place({}, 2)));
  assert.ok(!isShown({ show: { '@version': [1] } }, place({}, 2)));
  assert.ok(isShown({ show: { '@version': [{ _cnd: { gte: 2.1 } }] } }, place({}, 2.2)));
  assert.ok(!isShown({ show: { '@version': [{ _cnd: { gte: 2.1 } }] } }, place({}, 2)));
  assert.ok(!isShown({ hide: { '@version': [{ _cnd: { between: { from: 1, to: 2 } } }] } }, place({}, 1.5)));
});

test('a parameter that is not given has its default, and an expression may be anything', () => {
  assert.ok(isShown({ show: { resource: ['order'] } }, place({})));
  assert.ok(!isShown({ show: { resource: ['user'] } }, place({})));
  assert.ok(isShown({ show: { resource: ['user'] } }, place({ resource: '={{ $json.kind }}' })));
  assert.ok(isShown({ hide: { resource: ['user'] } }, place({ resource: '={{ $json.kind }}' })));
});
