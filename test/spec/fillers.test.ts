import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toJson } from '../../src/spec/json-value.ts';
import { isPlainObject, visitStrings } from '../../src/spec/json-value.ts';
import { openConfirmations } from '../../src/spec/open-confirmations.ts';
import { parseEnvironmentDocument, parseSpecificationDocument } from '../../src/spec/parse.ts';
import { toPointer } from '../../src/spec/pointer.ts';
import { exampleFiles } from './examples.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';

/** A copy with another text at the end of the way. */
function withText(value: unknown, [first, ...rest]: readonly PropertyKey[], text: string): unknown {
  if (first === undefined) return text;
  if (Array.isArray(value))
    return value.map((member: unknown, index) => (index === first ? withText(member, rest, text) : member));
  return isPlainObject(value) ? { ...value, [first]: withText(value[String(first)], rest, text) } : value;
}

/** What goes through is shown by schemas, samples and cases: a filler may be data. */
const isData = (path: readonly PropertyKey[]): boolean =>
  path.some((key) => ['schemas', 'samples', 'cases', 'input_schema', 'output_schema'].includes(String(key)));

test('a filler in any text of any example is refused, at that text or by a rule of its field', async () => {
  for (const file of await exampleFiles()) {
    const { specification } = await loadSpecification(file);
    const paths: PropertyKey[][] = [];
    visitStrings(specification, (_text, path) => void (isData(path) || paths.push([...path])));
    assert.ok(paths.length > 100);
    for (const path of paths) {
      const parsed = parseSpecificationDocument(toJson(withText(specification, path, 'TBD')));
      assert.ok(!parsed.ok, `${toPointer(path)} may be TBD`);
    }
  }
});

test('a filler inside of any expression of any example is refused', async () => {
  for (const file of await exampleFiles()) {
    const { specification } = await loadSpecification(file);
    let expressions = 0;
    const found: [PropertyKey[], string][] = [];
    visitStrings(specification, (text, path) => {
      if (!isData(path) && text.includes('$json')) found.push([[...path], text]);
    });
    for (const [path, text] of found) {
      const parsed = parseSpecificationDocument(
        toJson(withText(specification, path, text.replace('$json', 'TBD'))),
      );
      assert.ok(!parsed.ok, `${toPointer(path)} may hold TBD: ${text}`);
      expressions += 1;
    }
    assert.ok(expressions > 0);
  }
});

test('an environment file with a filler, or with something to be confirmed, is refused at its place', () => {
  for (const field of ['parameters', 'credentials', 'channels', 'variables'])
    for (const text of ['TBD', '???', 'REQUIRE_CONFIRMATION: which?']) {
      const parsed = parseEnvironmentDocument({ environment_id: 'demo', [field]: { a: text } });
      assert.ok(!parsed.ok);
      assert.deepEqual(
        parsed.problems.map(({ rule, pointer }) => `${rule} ${pointer}`),
        [`filler /${field}/a`],
      );
    }
});

test('what is to be confirmed of an integration or a component blocks the tasks that use it', async () => {
  const [file = ''] = (await exampleFiles()).filter((each) => each.includes('abandoned-cart'));
  const { specification } = await loadSpecification(file);
  const index = specification.integrations.findIndex((each) => each.integration_id === 'shopify');
  const open = (path: PropertyKey[]) => {
    const parsed = parseSpecificationDocument(
      toJson(withText(specification, path, 'REQUIRE_CONFIRMATION: which?')),
    );
    assert.ok(parsed.ok, JSON.stringify(parsed));
    return openConfirmations(parsed.specification);
  };
  const [credential] = open(['integrations', index, 'credential']);
  assert.deepEqual(credential?.tasks, ['still-open-check', 'e2e-pinned']);
  assert.equal(credential?.reason, 'which?');
  const all = specification.implementation.task_summary.length;
  const [name] = open(['components', 0, 'workflow_name']);
  assert.ok(name !== undefined && name.tasks.length > 0 && name.tasks.length < all);
  assert.equal(open(['settings', 'model'])[0]?.tasks.length, all);
});
