import { z } from 'zod';
import type { JsonValue } from '../protocol/json.ts';
import type { N8nNode, StoredWorkflow } from '../n8n/client/wire.ts';
import type { ExpectedNode } from './built-workflow.ts';
import { describeDifferences, findDifferences } from './differences.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';

const jsonObject = z.record(z.string(), z.json());

/**
 * Compares the nodes of a task with what n8n holds now: parameters exactly, because n8n takes a misspelt one in
 * silence and writes back what it got; the rest as far as it was specified. Position and ids are the layout's and n8n's.
 *
 * @param workflow As just read from n8n; undefined when it is not there.
 */
export function checkNodes(
  expected: readonly ExpectedNode[],
  workflow: StoredWorkflow | undefined,
): Observation[] {
  return expected.map((node) => {
    const found = workflow?.nodes.filter((candidate) => candidate.name === node.name) ?? [];
    const [actual] = found;
    const version = `${node.type} version ${node.typeVersion}, as specified`;
    if (!workflow) return observe(`node "${node.name}"`, version, ['the workflow is not in n8n']);
    if (!actual) return observe(`node "${node.name}"`, version, ['the node is not in the workflow']);
    return observe(`node "${node.name}"`, version, whatIsWrong(node, actual));
  });
}

function whatIsWrong(expected: ExpectedNode, actual: N8nNode): string[] {
  const { parameters, type, typeVersion, credentials, onError, retryOnFail, maxTries, waitBetweenTries } =
    expected;
  const rest = { type, typeVersion, credentials, onError, retryOnFail, maxTries, waitBetweenTries };
  const wrong: string[] = [];
  const parameterDifferences = findDifferences(parameters, actual.parameters, 'exact', '/parameters');
  const otherDifferences = findDifferences(toJson(rest), toJson(actual), 'subset');
  const differences = [...otherDifferences, ...parameterDifferences];
  if (differences.length > 0) wrong.push(describeDifferences(differences));
  if (actual['disabled'] === true) wrong.push('the node is disabled');
  return wrong;
}

/** Drops what is not set, as sending it does. */
function toJson(value: object): JsonValue {
  return jsonObject.parse(JSON.parse(JSON.stringify(value)));
}
