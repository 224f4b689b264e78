import type { NodeInstruction } from '../../../spec/instructions.ts';
import type { ResolvedType } from '../../catalogue/catalogue.ts';
import { addNode, OWN_NODES, type NodeContent } from './build-node.ts';
import { conditionParameters, ifPorts } from './condition.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import { Findings } from '../findings.ts';
import { declaredEdges } from './edges.ts';
import { emptyFragment, type Fragment } from '../../document/fragment.ts';
import { requirePart, type FragmentCompiler, type FragmentInput } from './fragment-compiler.ts';
import {
  authenticationParameters,
  findIntegration,
  integrationCredentials,
  withBaseUrl,
} from './integration-call.ts';

/** `create_node`: the task's node, further nodes of the same concern, and their edges. */
export const compileCreateNode: FragmentCompiler = (input) => {
  const { task } = input;
  const instructions = requirePart(task.n8n_instructions, task, 'n8n_instructions');
  const fragment = emptyFragment(task.task_id);
  const own = requirePart(instructions.node, task, 'n8n_instructions.node_name');
  addInstructedNodes(fragment, input, [own, ...instructions.more_nodes]);
  fragment.edges = declaredEdges(instructions.connections);
  return fragment;
};

/** What is wrong with one node does not hide what is wrong with the next. */
export function addInstructedNodes(
  fragment: Fragment,
  input: FragmentInput,
  nodes: readonly NodeInstruction[],
): void {
  const findings = input.findings ?? new Findings();
  for (const node of nodes) findings.part(() => addInstructedNode(fragment, input, node));
  if (input.findings === undefined) findings.throwIfAny();
}

/** A node as the author describes it, with what its integration and its condition stand for. */
function addInstructedNode(fragment: Fragment, input: FragmentInput, node: NodeInstruction): void {
  const findings = new Findings();
  const found = findings.part(() => input.catalogue.resolve(node.node_type, node.type_version));
  const read = findings.part(() =>
    readConfiguration(node.configuration, input.environment, input.credentials),
  );
  findings.throwIfAny();
  if (found === undefined || read === undefined) return;
  addKnownNode(fragment, input, node, found, read);
}

function addKnownNode(
  fragment: Fragment,
  input: FragmentInput,
  node: NodeInstruction,
  type: ResolvedType,
  configuration: Configuration,
): void {
  const { parameters, credentials } = withIntegration(input, node, type.type, {
    ...configuration,
    parameters: {
      ...(node.condition === undefined ? {} : conditionParameters(node.condition, type.typeVersion)),
      ...configuration.parameters,
    },
  });
  addNode(fragment, input, {
    name: node.node_name,
    type,
    parameters,
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
    settings: nodeSettings(node),
  });
  if (type.type === OWN_NODES.if[0]) fragment.ports[node.node_name] = ifPorts(node.node_name);
}

function withIntegration(
  input: FragmentInput,
  node: NodeInstruction,
  type: string,
  configuration: Configuration,
): Configuration {
  if (node.integration === undefined) return configuration;
  const integration = findIntegration(input, node.integration);
  const credentials = { ...integrationCredentials(input, integration), ...configuration.credentials };
  if (type !== OWN_NODES.httpRequest[0]) return { ...configuration, credentials };
  const { url } = configuration.parameters;
  return {
    credentials,
    parameters: {
      ...authenticationParameters(integration),
      ...configuration.parameters,
      ...(url === undefined ? {} : { url: withBaseUrl(input, integration, url) }),
    },
  };
}

const ON_ERROR = {
  stop: {},
  continue: { onError: 'continueRegularOutput' },
  continue_with_error_output: { onError: 'continueErrorOutput' },
} as const;

function nodeSettings({ on_error, retry }: NodeInstruction): NonNullable<NodeContent['settings']> {
  return {
    ...ON_ERROR[on_error ?? 'stop'],
    ...(retry === undefined
      ? {}
      : { retryOnFail: true, maxTries: retry.max_tries, waitBetweenTries: retry.wait_ms }),
  };
}
