import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AuditEntry, RunView } from '../protocol/run.ts';
import type { OwnerState } from '../protocol/owner.ts';
import { MESSAGES } from '../protocol/names.ts';
import type { CompactPlan } from '../protocol/plan.ts';
import type { DecisionRecord } from '../protocol/decision.ts';

/**
 * Handlers of a run. Each takes at most one object, because the Web UI sends one JSON value. Anybody may send anything: what
 * arrives is read before it is believed.
 */
export const decideSignal = defineSignal<[unknown]>(MESSAGES.decide);
export const decideUpdate = defineUpdate<DecisionRecord, [unknown]>(MESSAGES.decideCheckpoint);
export const cancelledBySignal = defineSignal<[unknown]>(MESSAGES.cancelledBy);
export const recheckSignal = defineSignal(MESSAGES.recheck);
export const statusQuery = defineQuery<RunView | null>(MESSAGES.status);
export const planQuery = defineQuery<CompactPlan | null>(MESSAGES.plan);
export const explainQuery = defineQuery<string[], [unknown]>(MESSAGES.explain);
export const endedStatusQuery = defineQuery<RunView | null>(MESSAGES.endedStatus);
export const endedPlanQuery = defineQuery<CompactPlan | null>(MESSAGES.endedPlan);
export const auditQuery = defineQuery<AuditEntry[]>(MESSAGES.audit);

/** Between a run and the owner of an n8n workflow. */
export const ownerRequestSignal = defineSignal<[unknown]>(MESSAGES.ownerRequest);
export const ownerAnswerSignal = defineSignal<[unknown]>(MESSAGES.ownerAnswer);
export const ownerStateQuery = defineQuery<OwnerState>(MESSAGES.ownerState);
