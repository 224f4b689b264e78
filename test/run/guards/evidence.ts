import assert from 'node:assert/strict';
import type { CompactTask } from '../../../src/protocol/plan.ts';
import type { Guard, Moment } from '../moment.ts';
import type { Scenario } from '../scenarios.ts';
import { stateIn } from './oracle.ts';

/** What is known to speak for a task: the evidence since the last failure, and whether anything was changed after it. */
interface Proof {
  hashes: string[];
  /** A person said so last. */
  isSaid?: boolean;
  isOutdated: boolean;
}

/** A task completes with evidence that passed, from after the last change, and with no older one. */
export function evidence({ plan }: Scenario): Guard {
  const proofs = new Map<string, Proof>();
  const completed = new Set<string>();
  return ({ happened, run }) => {
    takeIn(happened, proofs, plan.tasks);
    for (const { id, verifiedByPerson = false } of plan.tasks) {
      const { status, passedEvidence } = stateIn(run.state, id);
      if (status === 'completed' && !completed.has(id)) {
        completed.add(id);
        const proof = proofs.get(id);
        assert.ok(proof && proof.hashes.length > 0 && !proof.isOutdated, `${id} completed without evidence`);
        assert.ok(!verifiedByPerson || proof.isSaid === true, `nobody verified ${id}`);
        assert.deepEqual(
          passedEvidence.map((each) => each.evidenceHash),
          proof.hashes,
        );
      } else if (status !== 'completed' && completed.delete(id)) proofs.delete(id);
    }
  };
}

function takeIn(happened: Moment['happened'], proofs: Map<string, Proof>, tasks: CompactTask[]): void {
  if (happened.kind === 'decision' && happened.record.effect === 'accepted') {
    const { decision, before } = happened;
    const about = before.checkpoints.find((open) => open.checkpointId === decision.checkpoint)?.about;
    if (about?.kind === 'model_question' && decision.decision === 'retry') proofs.delete(about.taskId);
    if (about?.kind !== 'task') return;
    const { hashes } = proofs.get(about.taskId) ?? { hashes: [] };
    const seen = tasks.find((task) => task.id === about.taskId)?.verifiedByPerson ? hashes : [];
    if (decision.decision === 'continue')
      proofs.set(about.taskId, { hashes: [...seen, decision.digest], isOutdated: false, isSaid: true });
    else proofs.delete(about.taskId);
  }
  if (happened.kind !== 'outcome') return;
  const { outcome } = happened;
  const { taskId } = happened.effect;
  const { hashes } = proofs.get(taskId) ?? { hashes: [] };
  if (outcome.kind === 'owner_answered' && outcome.answer.outcome === 'done')
    proofs.set(taskId, { hashes, isOutdated: true });
  if (!('evidence' in outcome)) return;
  if (outcome.evidence.passed)
    proofs.set(taskId, { hashes: [...hashes, outcome.evidence.evidenceHash], isOutdated: false });
  else proofs.delete(taskId);
}
