import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { workflowIdFor } from '../n8n/document/identity.ts';
import type { StoredWorkflow } from '../n8n/client/wire.ts';
import type { SandboxResult } from '../protocol/activities.ts';
import type { Environment, Specification, Task } from '../spec/model.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { createStandInClient } from '../stand-ins/stand-in-client.ts';
import { n8nComponentOf } from '../spec/n8n-component.ts';
import type { ExpectedPart } from './expected-part.ts';
import type { LiveNotes } from './live-use.ts';
import { tellingNodeNames } from './gate-document.ts';
import type { RealServices } from './pinned-services.ts';
import type { StandInAccess } from './stand-in-case.ts';

export interface CheckDependencies {
  client: N8nClient;
  /** Root address of the loopback stand-ins, when they run. */
  standInsUrl?: string;
  /** For the first use of a workflow that went live. */
  liveNotes?: LiveNotes;
  /** Names this check, the same again after a crash: throw-away workflows that it left in n8n are removed first. */
  harnessOwner?: string;
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
  /** For how long the run has waited for what this check looks for. */
  waitedMs?: number;
}

/** The n8n workflow that the task belongs to, as it stands in n8n now. */
export function readWorkflow(client: N8nClient, request: CheckRequest): Promise<StoredWorkflow | undefined> {
  const { specification, environment, task } = request;
  const componentId = n8nComponentOf(task, specification);
  if (componentId === undefined) {
    throw new MillwrightError('spec_invalid', `Task ${task.task_id} belongs to no n8n component.`);
  }
  const n8nInstance = n8nInstanceName(environment);
  return client.getWorkflow(workflowIdFor({ n8nInstance, specId: specification.spec_id, componentId }));
}

/** The stand-ins with the integrations of this environment that they answer for; undefined when none run. */
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

/** The integrations that no stand-in plays in this environment, where they are, and which nodes only tell people something. */
export function realServicesOf({ specification, environment }: CheckRequest): RealServices {
  const { base_urls: urls, stand_ins: names } = environment;
  const real = specification.integrations.filter(({ integration_id: id }) => !names.includes(id));
  const gates = specification.implementation.task_summary.filter((task) => task.gate_instructions);
  return {
    baseUrls: Object.fromEntries(
      real.map(({ integration_id: id, base_url: specified }) => [id, urls[id] ?? specified]),
    ),
    tellers: new Set(gates.flatMap((task) => tellingNodeNames(task.n8n_instructions?.node?.node_name ?? ''))),
    areAll: names.length === 0,
  };
}

/** The stand-ins, where a check cannot do without. @throws MillwrightError `stand_ins_unreachable` when none run. */
export function requiredStandIns(dependencies: CheckDependencies, request: CheckRequest): StandInAccess {
  const access = standInAccess(dependencies, request);
  if (access !== undefined) return access;
  const { environment_id: id, stand_ins: names } = request.environment;
  throw new MillwrightError(
    'stand_ins_unreachable',
    `No stand-ins run, though the environment "${id}" names ${names.join(', ')} as stood in for.`,
  );
}
