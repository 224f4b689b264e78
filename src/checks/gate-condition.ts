import type { N8nClient } from '../n8n/client/client.ts';
import { gateNodeNames } from '../n8n/compile/fragments/gate.ts';
import { withHarness, type Harness } from '../n8n/live/harness.ts';
import type { StoredWorkflow, WorkflowDocument } from '../n8n/client/wire.ts';
import { codesOf, readText } from '../spec/expressions/read-text.ts';
import type { GateInstructions } from '../spec/instructions.ts';
import { connectionsOf, type Edge } from './built-workflow.ts';
import type { ConditionInput } from './condition-input.ts';
import { inputsFor } from './condition-inputs.ts';
import { toText } from './differences.ts';
import type { Observation } from './evidence.ts';
import { observe } from './evidence-record.ts';
import { referencedNames } from './gate-document.ts';
import { passThrough, throwAwayNode, throwAwayWebhook } from './throw-away-nodes.ts';

const START = 'Millwright: start';
const ITEM = 'Millwright: item';
const PATH = 'condition';
const PORTS = { asks: 'Millwright: asks', passes: 'Millwright: goes on' } as const;

type Side = keyof typeof PORTS;

/** An input, and what n8n made of the condition for it; an error is neither. */
interface Tried {
  input: ConditionInput;
  side: Side | undefined;
}

/**
 * Tries the condition of a gate as it stands in n8n, with no other node of it: with the cases of the specification, or with
 * inputs found by its comparisons. A condition that can only come out one way is no condition. Nothing is notified.
 */
export async function checkCondition(
  client: N8nClient,
  workflow: StoredWorkflow | undefined,
  gate: { gateName: string; instructions: GateInstructions },
  harnessOwner?: string,
): Promise<Observation[]> {
  const { ask_when, cases } = gate.instructions;
  const [condition = ''] = codesOf(readText(ask_when, 'condition'));
  if (condition.trim() === 'true') return [];
  const inputs: ConditionInput[] = cases ?? inputsFor(condition);
  const document = conditionDocument(workflow, gate.gateName, inputs);
  if (document === undefined) return [];
  return withHarness(
    client,
    document,
    async (harness) => {
      if (cases === undefined) return bothSides(await tryUntilBoth(harness, inputs));
      const observations: Observation[] = [];
      for (const each of cases) {
        const { side } = await tryOne(harness, each);
        observations.push(asExpected(each.name, each.asks ? 'asks' : 'passes', side));
      }
      return observations;
    },
    { label: `condition of ${gate.gateName}`, owner: harnessOwner },
  );
}

const WORDS: Record<Side, string> = { asks: 'a person is asked', passes: 'nobody is asked' };

function asExpected(name: string, expected: Side, side: Side | undefined): Observation {
  const wrong =
    side === expected ? [] : [side === undefined ? 'the condition cannot be computed' : WORDS[side]];
  return observe(`condition, ${name}`, WORDS[expected], wrong);
}

function bothSides(tried: readonly Tried[]): Observation[] {
  return (['asks', 'passes'] as const).map((side) => {
    const found = tried.find((each) => each.side === side);
    const wrong =
      found === undefined
        ? [
            `none of ${tried.length} tried inputs comes to that: give \`cases\` of the gate that do, one for each side`,
          ]
        : [];
    const shown = found === undefined ? '' : ` (${toText({ ...found.input }, 200)})`;
    return observe(`condition: ${WORDS[side]} in some case${shown}`, WORDS[side], wrong);
  });
}

async function tryUntilBoth(harness: Harness, inputs: readonly ConditionInput[]): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const input of inputs) {
    tried.push(await tryOne(harness, input));
    if (new Set(tried.flatMap(({ side }) => side ?? [])).size === 2) break;
  }
  return tried;
}

async function tryOne(harness: Harness, { item, nodes }: ConditionInput): Promise<Tried> {
  const before = await harness.lastExecutionId();
  await harness.call({ method: 'POST', path: PATH, body: { item, nodes } });
  const { status, nodes: ran } = await harness.waitForExecution(before, []);
  const sides = (['asks', 'passes'] as const).filter((side) => PORTS[side] in ran);
  return { input: { item, nodes }, side: status === 'success' && sides.length === 1 ? sides[0] : undefined };
}

/** The If node of the gate alone, fed by nodes of the names that its condition reads. */
function conditionDocument(
  workflow: StoredWorkflow | undefined,
  gateName: string,
  inputs: readonly ConditionInput[],
): WorkflowDocument | undefined {
  const { needed } = gateNodeNames(gateName);
  const node = workflow?.nodes.find(({ name }) => name === needed);
  if (workflow === undefined || node === undefined) return undefined;
  const names = new Set([...referencedNames([node]), ...inputs.flatMap(({ nodes }) => Object.keys(nodes))]);
  const chain = [START, ...names, ITEM, needed];
  const edges = chain.slice(1).map((name, index) => main(chain[index] ?? START, 0, name));
  return {
    name: gateName,
    nodes: [
      throwAwayWebhook(START, PATH, 'onReceived'),
      ...[...names].map((name) => given(name, `nodes[${JSON.stringify(name)}] || null`)),
      given(ITEM, 'item'),
      node,
      ...Object.values(PORTS).map(passThrough),
    ],
    connections: connectionsOf([...edges, main(needed, 0, PORTS.asks), main(needed, 1, PORTS.passes)]),
    settings: workflow.settings,
  };
}

/** Gives what the caller sent for it. */
function given(name: string, field: string) {
  const value = `$(${JSON.stringify(START)}).first().json.body.${field}`;
  const jsonOutput = `={{ JSON.stringify(Object(${value})) }}`;
  return throwAwayNode(name, 'set', 3.4, { mode: 'raw', jsonOutput, options: {} });
}

function main(from: string, outputIndex: number, to: string): Edge {
  return { from, outputIndex, to, inputIndex: 0, type: 'main' };
}
