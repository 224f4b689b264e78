import type { Execution } from '../n8n/client/execution.ts';
import type { HarnessAnswer } from '../n8n/live/harness.ts';
import type { EndToEndCase } from '../spec/model.ts';
import type { ReceivedRequest } from '../stand-ins/definition.ts';
import { compareRequests, describe } from './compare-requests.ts';
import { describeDifferences, findDifferences, toText } from './differences.ts';
import type { N8nNode } from '../n8n/client/wire.ts';
import type { Gap } from '../protocol/evidence.ts';
import { softError } from './soft-error.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';
import type { Followed } from './follow-execution.ts';

/** What one end-to-end case gave. */
export interface CaseOutcome {
  /** Absent when the execution waits for an answer that nobody gives. */
  response?: HarnessAnswer;
  followed: Followed;
  requests: ReceivedRequest[];
}

/** Compares all that one case did with what was expected. The execution's status alone proves nothing. */
export function compareCase({ name, expect }: EndToEndCase, outcome: CaseOutcome): Observation[] {
  const { execution } = outcome.followed;
  const expectedRequests = expect.requests.map(describe).toSorted().join(', ') || 'none';
  return [
    observe(`${name}: execution`, 'it ends without an error', whatFailed(outcome.followed)),
    expect.response
      ? compareResponse(name, expect.response, outcome.response)
      : observe(`${name}: response`, 'no error in it', errorIn(outcome.response)),
    observe(`${name}: requests`, expectedRequests, compareRequests(expect.requests, outcome.requests)),
    observe(
      `${name}: nodes that ran`,
      expect.nodes_ran.join(', '),
      compareNodes(expect.nodes_ran, execution),
    ),
    ...Object.entries(expect.data).map(([node, data]) => {
      const differences = findDifferences(data, firstItem(execution, node), 'subset');
      const wrong = differences.length === 0 ? [] : [describeDifferences(differences)];
      return observe(`${name}: data of "${node}"`, JSON.stringify(data), wrong);
    }),
  ];
}

function whatFailed({ execution, waitsAt }: Followed): string[] {
  if (waitsAt !== undefined) return [`it waits at "${waitsAt}" for an answer that the case does not give`];
  if (execution.status === 'success') return [];
  const place = execution.lastNode === undefined ? '' : ` at "${execution.lastNode}"`;
  return [`it ended as ${execution.status}${place}: ${execution.error ?? 'without a message'}`];
}

function compareResponse(
  name: string,
  expected: NonNullable<EndToEndCase['expect']['response']>,
  actual: HarnessAnswer | undefined,
): Observation {
  if (!actual) return observe(`${name}: response`, `status ${expected.status}`, ['the caller got no answer']);
  const differences = findDifferences(
    { status: expected.status, body: expected.body },
    { status: actual.status, body: actual.body },
    'exact',
  );
  const wrong = differences.length === 0 ? [] : [describeDifferences(differences)];
  return observe(`${name}: response`, `status ${expected.status}, ${JSON.stringify(expected.body)}`, wrong);
}

/** Of an answer about which the case says nothing. */
function errorIn(response: HarnessAnswer | undefined): string[] {
  const error = response && response.status < 400 ? softError(response.body) : undefined;
  return error ? [`it holds \`${error.key}\`: ${toText(error.value, 300)}`] : [];
}

/** Of a case that was not run: what it names stands at least in the workflow. */
export function compareStanding({ name, expect }: EndToEndCase, nodes: readonly N8nNode[]): Observation {
  const missing = expect.nodes_ran.filter((wanted) => !nodes.some((node) => node.name === wanted));
  const wrong = missing.map((node) => `"${node}" is not in the workflow`);
  return observe(`${name}: nodes`, `${expect.nodes_ran.join(', ')} stand in the workflow`, wrong);
}

/** A case that says only which nodes run is as green with wrong data as with right data. */
export function gapOfCase({ name, expect }: EndToEndCase, callsServices: boolean): Gap[] {
  const says = expect.response !== undefined || Object.keys(expect.data).length > 0;
  if (says || expect.requests.length > 0 || callsServices) return [];
  const text = `case "${name}" says nothing about what comes out (\`response\`, \`data\` or \`requests\`), so only the nodes that ran were compared.`;
  return [{ mark: 'not_asserted', text }];
}

function compareNodes(expected: readonly string[], execution: Execution): string[] {
  const ran = Object.keys(execution.nodes).toSorted();
  const missing = expected.filter((node) => !ran.includes(node)).map((node) => `"${node}" did not run`);
  const others = ran
    .filter((node) => !expected.includes(node))
    .map((node) => `"${node}" ran, but should not`);
  return [...missing, ...others];
}

function firstItem(execution: Execution, nodeName: string) {
  return (
    Object.hasOwn(execution.nodes, nodeName) ? execution.nodes[nodeName] : undefined
  )?.[0]?.outputs.flat()[0];
}
