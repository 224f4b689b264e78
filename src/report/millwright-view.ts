import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { DecisionRecord } from '../protocol/decision.ts';
import type { Remarks } from '../protocol/remarks.ts';
import type { RunView, TaskView } from '../protocol/run.ts';
import type { Inventory } from './inventory.ts';
import type { MillwrightPart, TaskDetail } from './millwright-part.ts';

/** What Millwright adds to the phase format's output: money, evidence with hashes, decisions, what was simulated. */
export function millwrightPart(view: RunView, durationSeconds: number, inventory: Inventory): MillwrightPart {
  return {
    schema_version: 1,
    title: view.title,
    spec_id: view.specId,
    version: view.version,
    workflow_id: view.workflowId,
    environment_id: view.environmentId,
    specification_sha256: view.specificationHash,
    environment_sha256: view.environmentHash,
    run_status: view.status,
    status_reason: view.statusReason,
    started_at: view.startedAt,
    ended_at: view.endedAt ?? null,
    duration_seconds: durationSeconds,
    simulated: { replayed_answers: view.simulated.replayedAnswers, stand_ins: view.simulated.standIns },
    cost: costOf(view),
    components: view.components.map((component) => ({
      component_id: component.id,
      platform: component.platform,
      name: component.name,
      n8n_workflow_id: component.platform === 'n8n' ? component.n8nWorkflowId : null,
      url: component.url ?? null,
      active: component.active,
      nodes: component.nodes,
      connections: component.connections,
      rollback: component.rollback ?? null,
    })),
    tasks: view.tasks.map(taskDetail),
    decisions: view.decisions.map(decisionOf),
    open_questions: [...view.openCheckpoints, ...(view.unanswered ?? [])].map((asked) => ({
      checkpoint: asked.checkpointId,
      question: asked.question,
      asked_at: asked.openedAt,
    })),
    inventory,
  };
}

function costOf({ cost }: RunView): MillwrightPart['cost'] {
  return {
    spent_usd: roundUsd(cost.spentUsd),
    reserved_usd: roundUsd(cost.reservedUsd),
    warn_usd: roundUsd(cost.warnUsd),
    stop_usd: roundUsd(cost.stopUsd),
    warned_at: cost.warnedAt ?? null,
    input_tokens: cost.inputTokens,
    output_tokens: cost.outputTokens,
    model_calls: cost.modelCalls,
    reused_answers: cost.reusedAnswers,
  };
}

function taskDetail(task: TaskView): TaskDetail {
  return {
    task_id: task.id,
    action_type: task.actionType,
    platform: task.platform,
    component: task.component ?? null,
    status: task.status,
    critical: task.critical,
    depends_on: task.dependsOn,
    started_at: task.startedAt ?? null,
    ended_at: task.endedAt ?? null,
    repair_rounds: task.round,
    cost_usd: roundUsd(task.costUsd),
    input_tokens: task.tokens.input,
    output_tokens: task.tokens.output,
    model_calls: task.modelCalls,
    change: task.change ?? null,
    remarks: task.remarks ? remarksOf(task.remarks) : null,
    code_sha256: task.codeHash ?? null,
    evidence: task.evidence ? evidenceOf(task.evidence) : null,
    earlier_evidence: task.earlierEvidence.map(evidenceOf),
    fix: task.error?.fix ?? null,
  };
}

function evidenceOf(evidence: EvidenceSummary): NonNullable<TaskDetail['evidence']> {
  const { passed, summary, evidenceHash, gaps } = evidence;
  return { passed, summary, sha256: evidenceHash, ...(gaps && { gaps }) };
}

function remarksOf({ notes, discoveries, hash }: Remarks): NonNullable<TaskDetail['remarks']> {
  return { notes, discoveries, sha256: hash };
}

function decisionOf(record: DecisionRecord): MillwrightPart['decisions'][number] {
  const { decision } = record;
  return {
    at: record.at,
    by: decision.by,
    checkpoint: decision.checkpoint,
    decision: decision.decision,
    note: decision.note ?? null,
    digest: decision.digest,
    effect: record.effect,
    answer: record.answer,
  };
}

/** Millionths of a dollar: sums of floating-point prices read like money, and both reports show the same digits. */
function roundUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
