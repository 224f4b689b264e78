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
export function standInAccess(
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
