import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client.ts';
import { createCredentialLookup } from '../n8n/credential-lookup.ts';
import { n8nInstanceName, workflowIdFor } from '../n8n/identity.ts';
import type { StoredWorkflow } from '../n8n/wire.ts';
import type { SandboxResult } from '../protocol.ts';
import type { Environment, Specification, Task } from '../spec/model.ts';
import { createStandInClient } from '../stand-ins/stand-in-client.ts';
import { checkConnections } from './connection-exists.ts';
import { checkEndToEnd } from './end-to-end.ts';
import type { Evidence } from './evidence.ts';
import { makeEvidence, observe, type CheckFinding } from './evidence-record.ts';
import { n8nComponentOf, type ExpectedPart } from './expected-part.ts';
import { checkGate } from './gate-notifies.ts';
import { probeIntegration } from './integration-probe.ts';
import { judgeSamples } from './judge-samples.ts';
import { checkNodes } from './node-exists.ts';
import type { StandInAccess } from './stand-in-case.ts';
import { checkWebhookLive } from './webhook-live.ts';

export interface CheckDependencies {
  client: N8nClient;
  /** Root address of the loopback stand-ins, when they run. */
  standInsUrl?: string;
  /** What the task has to have left in n8n, by `compileExpectedPart`. Asked only where a check compares nodes or edges. */
  expectedPart: (task: Task) => Promise<ExpectedPart>;
}

export interface CheckRequest {
  specification: Specification;
  environment: Environment;
  task: Task;
  round: number;
  codeHash?: string;
  /** What the sandbox gave for the samples; without it a transform is only compared with what stands in n8n. */
  sandboxResult?: SandboxResult;
}

/**
 * Runs the acceptance check of one task (M09). What is wrong with the built thing is evidence, never an exception (D7).
 *
 * @throws MillwrightError of class `transient` (`n8n_unreachable`, `stand_ins_unreachable`, `integration_unavailable`) when
 * it cannot be looked at now, and of class `dependency` or `critical` when it cannot be looked at like this at all.
 */
export async function runCheck(dependencies: CheckDependencies, request: CheckRequest): Promise<Evidence> {
  const { task, round, codeHash, specification, sandboxResult } = request;
  const checkType = task.acceptance_check.check_type;
  const subject = {
    taskId: task.task_id,
    round,
    ...(codeHash === undefined ? {} : { subjectHash: codeHash }),
  };
  if (checkType === 'transform_samples' && sandboxResult) {
    const schema = task.code_instructions?.output_schema;
    const outputSchema = typeof schema === 'string' ? specification.schemas[schema] : schema;
    const { samples } = task.acceptance_check;
    return judgeSamples(subject, {
      samples,
      result: sandboxResult,
      ...(outputSchema ? { outputSchema } : {}),
    });
  }
  const finding = await findOut(dependencies, request).catch((error: unknown) => refusedFinding(error));
  return makeEvidence({ ...subject, checkType }, finding);
}

async function findOut(dependencies: CheckDependencies, request: CheckRequest): Promise<CheckFinding> {
  const { task } = request;
  switch (task.acceptance_check.check_type) {
    case 'node_exists':
    case 'connection_exists':
    case 'transform_samples':
      return comparePart(dependencies, request);
    case 'webhook_responds':
      if (task.action_type !== 'activate_workflow') return comparePart(dependencies, request);
      return checkWebhookLive(dependencies.client, await readWorkflow(dependencies.client, request));
    case 'gate_notifies':
      return compareAndDriveGate(dependencies, request);
    case 'integration_responds':
      return probe(dependencies.client, request);
    case 'end_to_end':
      return checkEndToEnd(
        dependencies.client,
        await readWorkflow(dependencies.client, request),
        task.acceptance_check.cases,
        standInAccess(dependencies, request),
      );
    case 'decision':
    case 'manual':
      throw new MillwrightError('internal', `Task ${task.task_id} is proven by a person, not by a check.`);
  }
}

async function comparePart(dependencies: CheckDependencies, request: CheckRequest): Promise<CheckFinding> {
  const workflow = await readWorkflow(dependencies.client, request);
  const part = await dependencies.expectedPart(request.task);
  const isThere = (name: string): boolean => workflow?.nodes.some((node) => node.name === name) ?? false;
  const isOwn = (name: string): boolean => part.nodes.some((node) => node.name === name);
  // An edge of a node to one that a later task makes is drawn then; a task of edges alone needs both ends.
  const edges = part.edges.filter(
    ({ from, to }) => part.nodes.length === 0 || [from, to].every((name) => isOwn(name) || isThere(name)),
  );
  return {
    ran: `GET /api/v1/workflows/${workflow?.id ?? ''}, compared with the specification`,
    observations: [
      ...checkNodes(part.nodes, workflow),
      ...checkConnections(edges, workflow, part.declaredEdges),
    ],
    passedSummary: `${part.nodes.length} nodes and ${edges.length} edges stand in n8n as specified.`,
  };
}

async function compareAndDriveGate(
  dependencies: CheckDependencies,
  request: CheckRequest,
): Promise<CheckFinding> {
  const { task, environment } = request;
  const instructions = task.gate_instructions;
  const gateName = task.n8n_instructions?.node?.node_name;
  if (!instructions || gateName === undefined) {
    throw new MillwrightError(
      'spec_invalid',
      `Task ${task.task_id} has no gate_instructions or no node_name.`,
    );
  }
  const compared = await comparePart(dependencies, request);
  if (compared.observations.some((observation) => !observation.passed)) return compared;
  const workflow = await readWorkflow(dependencies.client, request);
  const channel = environment.channels[instructions.channel] ?? instructions.channel;
  const access = standInAccess(dependencies, request);
  const driven = await checkGate(dependencies.client, workflow, { gateName, instructions, channel }, access);
  return { ...driven, observations: [...compared.observations, ...driven.observations] };
}

async function probe(client: N8nClient, request: CheckRequest): Promise<CheckFinding> {
  const { task, specification, environment } = request;
  const instructions = task.integration_instructions;
  const integration = specification.integrations.find(
    ({ integration_id: id }) => id === instructions?.integration,
  );
  if (!instructions || !integration) {
    throw new MillwrightError(
      'spec_invalid',
      `Task ${task.task_id} names no integration of the specification.`,
    );
  }
  const { integration_id: id, credential, credential_type: type, base_url: specified } = integration;
  const lookup = createCredentialLookup(await client.listCredentials(), environment);
  const baseUrl = environment.base_urls[id] ?? specified;
  const found = credential === undefined ? {} : { credential: { ...lookup(credential, type), type } };
  const { observations, action } = await probeIntegration(client, instructions, { baseUrl, ...found });
  return {
    ran: `${instructions.method} ${instructions.api_endpoint} of ${id}, called by n8n with its own credential`,
    observations,
    simulated: environment.stand_ins.includes(id) ? [`a stand-in answered for ${id}`] : [],
    ...(action === undefined ? {} : { action }),
  };
}

function readWorkflow(client: N8nClient, request: CheckRequest): Promise<StoredWorkflow | undefined> {
  const { specification, environment, task } = request;
  const componentId = n8nComponentOf(specification, task);
  if (componentId === undefined) {
    throw new MillwrightError('spec_invalid', `Task ${task.task_id} belongs to no n8n component.`);
  }
  const n8nInstance = n8nInstanceName(environment);
  return client.getWorkflow(workflowIdFor({ n8nInstance, specId: specification.spec_id, componentId }));
}

function standInAccess(
  { standInsUrl }: CheckDependencies,
  { environment }: CheckRequest,
): StandInAccess | undefined {
  if (standInsUrl === undefined) return undefined;
  const baseUrls = environment.stand_ins.map((integration): [string, string] => [
    integration,
    environment.base_urls[integration] ?? `${standInsUrl}/${integration}`,
  ]);
  return { client: createStandInClient(standInsUrl), baseUrls: Object.fromEntries(baseUrls) };
}

/** What n8n refuses (to publish, to run) is a property of what was built. Everything else is not. */
function refusedFinding(error: unknown): CheckFinding {
  if (!(error instanceof MillwrightError) || (error.code !== 'n8n_rejected' && error.class !== 'acceptance'))
    throw error;
  const withoutIds = error.message.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…');
  return {
    ran: 'the check',
    observations: [observe('the check can be run', 'n8n accepts it', [withoutIds])],
  };
}
