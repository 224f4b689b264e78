import { MillwrightError } from '../errors.ts';
import {
  readWorkflow,
  realServicesOf,
  requiredStandIns,
  type CheckDependencies,
  type CheckRequest,
} from './check-request.ts';
import { comparePart } from './compare-part.ts';
import { checkEndToEnd } from './end-to-end.ts';
import type { Evidence } from './evidence.ts';
import { makeEvidence, observe, type CheckFinding } from './evidence-record.ts';
import { checkCondition } from './gate-condition.ts';
import { checkGate } from './gate-notifies.ts';
import { checkIntegration } from './integration-responds.ts';
import { checkFirstUse } from './first-use.ts';
import { judgeSamples } from './judge-samples.ts';
import { checkWebhookLive } from './webhook-live.ts';
import { machineCheckOf } from '../spec/proof.ts';

export type { CheckDependencies, CheckRequest } from './check-request.ts';

/**
 * Runs the acceptance check of one task. What is wrong with the built thing is evidence, never an exception.
 *
 * @throws MillwrightError of class `transient` (`n8n_unreachable`, `stand_ins_unreachable`, `integration_unavailable`) when
 * it cannot be looked at now, and of class `dependency` or `critical` when it cannot be looked at like this at all.
 */
export async function runCheck(dependencies: CheckDependencies, request: CheckRequest): Promise<Evidence> {
  const { task, round, codeHash, specification, sandboxResult } = request;
  const checkType = machineCheckOf(task);
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
  switch (machineCheckOf(task)) {
    case 'node_exists':
    case 'connection_exists':
    case 'transform_samples':
      return comparePart(dependencies, request);
    case 'webhook_responds':
      if (task.action_type !== 'activate_workflow') return comparePart(dependencies, request);
      return checkActivation(dependencies, request);
    case 'gate_notifies':
      return compareAndDriveGate(dependencies, request);
    case 'integration_responds':
      return checkIntegration(dependencies.client, request, dependencies.harnessOwner);
    case 'end_to_end':
      return checkEndToEnd(
        dependencies.client,
        await readWorkflow(dependencies.client, request),
        task.acceptance_check.cases,
        request.environment.stand_ins.length === 0 ? undefined : requiredStandIns(dependencies, request),
        dependencies.harnessOwner,
        realServicesOf(request),
      );
    case 'decision':
    case 'manual':
      throw new MillwrightError('internal', `Task ${task.task_id} is proven by a person, not by a check.`);
  }
}

/** That it is live, and then what its first execution shows, where the specification says how that is seen. */
async function checkActivation(
  dependencies: CheckDependencies,
  request: CheckRequest,
): Promise<CheckFinding> {
  const { client, liveNotes: notes } = dependencies;
  const { task, waitedMs = 0 } = request;
  const workflow = await readWorkflow(client, request);
  const live = await checkWebhookLive(client, workflow);
  const instructions = task.activation_instructions;
  const isLive = live.observations.every((observation) => observation.passed);
  if (!instructions || !workflow || !isLive) return live;
  if (!notes) throw new MillwrightError('internal', `Nobody keeps notes for ${task.task_id}.`);
  const use = await checkFirstUse({ client, workflow, instructions, notes, waitedMs });
  return {
    ...live,
    observations: [...live.observations, ...use.observations],
    gaps: [...(live.gaps ?? []), ...(use.gaps ?? [])],
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
  const condition = await checkCondition(
    dependencies.client,
    workflow,
    { gateName, instructions },
    dependencies.harnessOwner,
  );
  const tried = [...compared.observations, ...condition];
  if (condition.some((observation) => !observation.passed)) return { ...compared, observations: tried };
  const channel = environment.channels[instructions.channel] ?? instructions.channel;
  const isStoodIn = environment.stand_ins.includes(instructions.integration);
  const access = isStoodIn ? requiredStandIns(dependencies, request) : undefined;
  const driven = await checkGate(
    dependencies.client,
    workflow,
    { gateName, instructions, channel },
    access,
    dependencies.harnessOwner,
  );
  return { ...driven, observations: [...tried, ...driven.observations] };
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
