import { ApplicationFailure, log, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Decision, DecisionRecord } from '../protocol/decision.ts';
import { applyDecision, misplacedModifications, recordMalformed, recordRefused } from '../run/decisions.ts';
import { notUnderstood, readDecision } from '../run/decision-shape.ts';
import { readCancellation, recordCancellation } from '../run/cancellation.ts';
import { fieldsOf, isText } from '../run/json-fields.ts';
import { readOwnerAnswer } from '../run/owner-answer-shape.ts';
import { auditOf } from '../run/escalation.ts';
import { explainTask } from '../run/explain.ts';
import { applyOutcome } from '../run/outcomes.ts';
import { applyRestoreAnswer } from '../run/rollback.ts';
import { rosterOf } from '../run/roster.ts';
import { stateOf, type Run } from '../run/run-state.ts';
import type { CompactPlan } from '../protocol/plan.ts';
import type { RunView } from '../protocol/run.ts';
import { viewOf } from '../run/view.ts';
import * as messages from './messages.ts';

/** What reaches the run from outside: the loop in `drive` looks here for what changed. */
export interface Inbox {
  changed: boolean;
  /** Somebody asked to look at readiness now. */
  recheck: boolean;
  /** Queries are answered from now on; messages still wait. */
  show(run: Run): void;
  /** The same for a run that never began. */
  showRefused(view: RunView): void;
  /** Hands over messages that came before the run was admitted, and every later one. */
  deliverTo(run: Run): void;
}

/**
 * Sets all handlers, before the first await, because messages may arrive with the first activation. Handlers only
 * change state and return, so that continue-as-new never fails a caller.
 */
export function openInbox(): Inbox {
  let run: Run | undefined;
  let shown: Run | undefined;
  let refused: RunView | undefined;
  const early: ((run: Run) => void)[] = [];
  const inbox: Inbox = {
    changed: false,
    recheck: false,
    show: (admitted) => void (shown = admitted),
    showRefused: (view) => void (refused = view),
    deliverTo(admitted) {
      run = shown = admitted;
      for (const message of early.splice(0)) message(admitted);
    },
  };
  const deliver = (message: (run: Run) => void): void => {
    inbox.changed = true;
    if (run) message(run);
    else early.push(message);
  };
  const admitted = (): Run => {
    if (!run)
      throw ApplicationFailure.nonRetryable(
        'The run is still being admitted; ask again in a moment.',
        'run_starting',
      );
    return run;
  };
  handleDecisions(deliver, admitted, inbox);
  setHandler(messages.cancelledBySignal, (input) => deliver((to) => noteCancellation(to, input)), {
    description:
      'Who is about to cancel the run, and why. Input: { "by", "note"? }. It does not cancel by itself.',
  });
  setHandler(messages.recheckSignal, () => void (inbox.recheck = inbox.changed = true), {
    description: 'Look again now at what blocks the run. No input.',
  });
  setHandler(messages.ownerAnswerSignal, (answer) => deliver((to) => takeOwnerAnswer(to, answer)), {
    description: 'For the owner of an n8n workflow only.',
  });
  handleQueries(
    () => shown,
    () => refused,
  );
  return inbox;
}

const DECISION_HELP = 'Input: { "checkpoint", "digest", "decision": "continue|retry|abort", "by", "note"? }';

function handleDecisions(
  deliver: (message: (run: Run) => void) => void,
  admitted: () => Run,
  inbox: Inbox,
): void {
  const description = `Decide on a checkpoint. ${DECISION_HELP}`;
  setHandler(messages.decideSignal, (input) => deliver((run) => takeSignalledDecision(run, input)), {
    description,
  });
  setHandler(
    messages.decideUpdate,
    (input) => {
      const shape = readDecision(input);
      if (!shape.ok) throw ApplicationFailure.nonRetryable(shape.reason, 'malformed_decision');
      inbox.changed = true;
      return decide(admitted(), shape.decision);
    },
    { description: `${description}; answers what became of it.`, validator: refuseMalformed },
  );
}

/** Synchronous, because the SDK ignores what an async validator says (reference: Temporal SDK 1.24). */
function refuseMalformed(input: unknown): void {
  const shape = readDecision(input);
  const reason = shape.ok ? notUnderstood(Object(input)) : shape.reason;
  if (reason !== undefined) throw ApplicationFailure.nonRetryable(reason, 'malformed_decision');
}

/** A signal cannot be refused: what is malformed is recorded, so that its sender can find out. */
function takeSignalledDecision(run: Run, input: unknown): void {
  const shape = readDecision(input);
  const reason = shape.ok ? notUnderstood(Object(input)) : shape.reason;
  if (shape.ok && (reason === undefined || !isStrict())) {
    decide(run, shape.decision);
  } else {
    log.warn('A malformed decision was ignored', { reason });
    recordMalformed(run, reason ?? '', Date.now());
  }
}

function decide(run: Run, decision: Decision): DecisionRecord {
  const misplaced = misplacedModifications(run, decision);
  return misplaced !== undefined && isStrict()
    ? recordRefused(run, decision, misplaced, Date.now())
    : applyDecision(run, decision, Date.now());
}

/** Runs that began before go on with decisions of which a part was dropped; asked only where that makes a difference. */
function isStrict(): boolean {
  return patched('what a decision says is understood or refused');
}

function noteCancellation(run: Run, input: unknown): void {
  const said = readCancellation(input);
  if (said === undefined) log.warn('What does not say who cancels was ignored');
  else recordCancellation(run, said, Date.now());
}

/** The owner may answer late, when the next run of the same workflow id has asked under the same ids: the run is named. */
function takeOwnerAnswer(run: Run, input: unknown): void {
  const answer = readOwnerAnswer(input);
  if (answer === undefined) return log.warn('What is no answer of an owner was ignored');
  if (answer.run !== undefined && answer.run !== workflowInfo().firstExecutionRunId)
    return log.warn('The answer to an earlier run was ignored', { requestId: answer.requestId });
  const taskId = [...rosterOf(run).working].find((id) => {
    const { waiting } = stateOf(run, id);
    return waiting?.for === 'owner' && waiting.requestId === answer.requestId;
  });
  if (taskId !== undefined) applyOutcome(run, taskId, { kind: 'owner_answered', answer }, Date.now());
  else applyRestoreAnswer(run, answer, Date.now());
}

/** Until the run is admitted there is nothing to tell: the answer is null, because an error would look like a missing query. */
function handleQueries(admitted: () => Run | undefined, refused: () => RunView | undefined): void {
  const status = (): RunView | null => {
    const run = admitted();
    return run ? viewOf(run, workflowInfo()) : (refused() ?? null);
  };
  setHandler(messages.statusQuery, status, {
    description: 'The whole state of the run as one document. No input.',
  });
  const plan = (): CompactPlan | null => admitted()?.state.plan ?? null;
  setHandler(messages.planQuery, plan, { description: 'The compact plan. No input.' });
  const description = 'Of a run that has ended, also when something came after its last step. No input.';
  setHandler(messages.endedStatusQuery, status, { description });
  setHandler(messages.endedPlanQuery, plan, { description });
  setHandler(messages.explainQuery, (input) => explain(status(), fieldsOf(input)?.['task']), {
    description: 'Why a task waits, failed or is blocked. Input: { "task": "<task id>" }',
  });
  setHandler(messages.auditQuery, () => auditOf(admitted()?.state ?? { decisions: [] }), {
    description: 'Every decision that arrived and what became of it, and what was escalated. No input.',
  });
}

function explain(view: RunView | null, taskId: unknown): string[] {
  if (!isText(taskId)) return ['Input: { "task": "<task id>" }'];
  return view ? explainTask(view, taskId) : ['The run is still being admitted.'];
}
